import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { taskQueue, workflowId } from '../../orchestrator/contract/identity.ts';
import type { trainingRun } from '../../orchestrator/workflows/index.ts';
import { kubeconfig, serveApi } from '../orchestrator/kubernetes/api-server.ts';
import type { ApiServer } from '../orchestrator/kubernetes/api-server.ts';
import { MemoryCluster } from '../orchestrator/kubernetes/memory.ts';
import { TemporalServer } from '../orchestrator/real/processes.ts';
import { composes, manifest, setStatus, succeeded } from '../orchestrator/stories.ts';
import { unpack } from './archive.ts';
import { startContainer } from './container.ts';
import type { Container, Start } from './container.ts';

const image = unpack(fileURLToPath(new URL('../../dist/images/orchestrator.tar', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'crosstrain-kubeconfig-'));
const cluster = new MemoryCluster(() => Date.now());
let server: TemporalServer;
let api: ApiServer;
let container: Container | undefined;

beforeAll(async () => {
  server = await TemporalServer.up();
  api = await serveApi(cluster);
  composes(cluster);
  writeFileSync(join(folder, 'config'), kubeconfig(api.url));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  if (container === undefined || container.process.exitCode !== null) return;
  container.signal('KILL');
  await once(container.process, 'close');
});
afterAll(async () => {
  await server?.end();
  await api?.close();
  for (const made of [folder, image.folder]) rmSync(made, { recursive: true });
});

/** As orchestrator/deploy starts it, on the network where the two servers are. */
function asPod(environment: Readonly<Record<string, string>>): Start {
  return {
    environment: { KUBECONFIG: '/kube/config', ...environment },
    mounts: { '/kube': folder },
    writable: ['/tmp'],
    hostNetwork: true,
  };
}

test('the worker takes a run to its end as an unprivileged user on a read-only root, and ends when it is asked to', async () => {
  container = startContainer(image, asPod({ TEMPORAL_ADDRESS: server.address }));
  const said = text(container.process.stderr);
  const client = new Client({ connection: await Connection.connect({ address: server.address }) });
  const run = manifest();
  const { onApply } = cluster;
  cluster.onApply = (applied) => {
    onApply(applied);
    setStatus(cluster, run.metadata.name, succeeded);
  };
  const outcome = await Promise.race([
    client.workflow.execute<typeof trainingRun>('trainingRun', {
      workflowId: workflowId(run.metadata),
      taskQueue,
      args: [{ manifest: run }],
    }),
    once(container.process, 'close').then(async () => `the worker ended: ${await said}`),
  ]);
  await client.connection.close();
  expect(outcome).toMatchObject({ result: 'Accepted' });
  expect([...cluster.objects.keys()]).toEqual([]);
  container.signal('TERM');
  const [code] = await once(container.process, 'close');
  expect({ code, said: await said }).toEqual({ code: 0, said: '' });
});

test('without Temporal it ends, and says where it looked for it', async () => {
  container = startContainer(image, asPod({ TEMPORAL_ADDRESS: '127.0.0.1:1' }));
  const said = text(container.process.stderr);
  const [code] = await once(container.process, 'close');
  expect({ code, said: await said }).toEqual({
    code: 1,
    said: 'crosstrain-orchestrator: cannot reach Temporal at 127.0.0.1:1: Connection refused\n',
  });
});
