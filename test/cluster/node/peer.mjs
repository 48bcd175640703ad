// What the pods of test/cluster/node/gang.test.ts run, as a user's own code: every task serves, waits until it reached all
// tasks that TF_CONFIG names and was reached by as many, and ends.
// usage: node peer.mjs [INDEX CODE]   in the first attempt, the task of that index ends with that code
import { connect, createServer } from 'node:net';

const { cluster, task } = JSON.parse(process.env.TF_CONFIG);
const [index, code] = process.argv.slice(2).map(Number);
const addresses = Object.values(cluster).flat();

const reachedByAll = new Promise((resolve) => {
  let guests = 0;
  const server = createServer((guest) => {
    guest.on('error', () => undefined).end();
    guests += 1;
    if (guests >= addresses.length) resolve();
  });
  server.listen(2222);
});

function reached(address) {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const attempt = () => {
      const socket = connect(Number(port), host, () => resolve(socket.end()));
      // Its pod may not run yet, nor its name be known.
      socket.on('error', () => setTimeout(attempt, 200));
    };
    attempt();
  });
}

await Promise.all([reachedByAll, ...addresses.map(reached)]);
console.log(`${task.type} ${task.index} met ${addresses.length}`);
const isFirst = process.env.CROSSTRAIN_ATTEMPT === '0';
process.exit(isFirst && task.index === index ? code : 0);
