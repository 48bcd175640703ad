import { expect, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { crossplaneClient, startTrial, unary } from './trial-server.ts';

// Protobuf by hand: the request is a string in field 1, the response an enumeration value in field 1.
const check = {
  path: '/grpc.health.v1.Health/Check',
  requestSerialize: (service: string) => Buffer.concat([Buffer.from([10, service.length]), Buffer.from(service)]),
  responseDeserialize: (bytes: Buffer) => bytes.toString('hex'),
};
const serving = '0801';
const notServing = '0802';

test.each([
  '',
  'apiextensions.fn.proto.v1.FunctionRunnerService',
  'apiextensions.fn.proto.v1beta1.FunctionRunnerService',
])('the service "%s" is serving', async (service) => {
  const server = await startTrial();
  await expect(unary(crossplaneClient(server), check, service)).resolves.toBe(serving);
});

test('an unknown service is not found', async () => {
  const server = await startTrial();
  await expect(unary(crossplaneClient(server), check, 'x.Y')).rejects.toMatchObject({ code: status.NOT_FOUND });
});

test('a watcher hears that the server drains, and does not hold it up', async () => {
  const server = await startTrial();
  const heard: string[] = [];
  const watch = crossplaneClient(server).makeServerStreamRequest(
    '/grpc.health.v1.Health/Watch',
    check.requestSerialize,
    check.responseDeserialize,
    '',
  );
  watch.on('data', (answer: string) => heard.push(answer));
  await once(watch, 'data');
  const [outcome] = await Promise.all([server.stop(60), once(watch, 'end')]);
  expect(heard).toEqual([serving, notServing]);
  expect(outcome).toBe('drained');
});
