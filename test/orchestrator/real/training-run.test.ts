import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { taskQueue, workflowId } from '../../../orchestrator/contract/identity.ts';
import type { TrainingRunManifest } from '../../../orchestrator/contract/training-run.ts';
import type { trainingRun } from '../../../orchestrator/workflows/index.ts';
import { kubeconfig, serveApi } from '../kubernetes/api-server.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { MemoryCluster } from '../kubernetes/memory.ts';
import { composes, manifest, running, setStatus, succeeded } from '../stories.ts';
import { TemporalServer, WorkerProcess, eventually } from './processes.ts';

let server: TemporalServer;
let api: ApiServer;
let worker: WorkerProcess;
let client: Client;
const cluster = new MemoryCluster(() => Date.now());
beforeAll(async () => {
  server = await TemporalServer.up();
  api = await serveApi(cluster);
  composes(cluster);
  worker = await WorkerProcess.up(server.address, kubeconfig(api.url));
  client = new Client({ connection: await Connection.connect({ address: server.address }) });
});
afterAll(async () => {
  if (process.env['DEBUG_TIER']) console.error(worker?.output, cluster.calls, api?.requests);
  await client?.connection.close();
  await worker?.end();
  await server?.end();
  await api?.close();
});

async function start(run: TrainingRunManifest) {
  return client.workflow.start<typeof trainingRun>('trainingRun', {
    workflowId: workflowId(run.metadata),
    taskQueue,
    args: [{ manifest: run }],
  });
}

const accepted = {
  result: 'Accepted',
  metrics: { accuracy: '0.983' },
  provenance: { imageDigest: 'sha256:2', specDigest: 'sha256:1' },
  retained: [{ uri: 's3://models/digits', reason: 'retentionPolicy is Retain' }],
};

test('R1: a worker that is killed while everything is made ready is followed by another, and nothing is applied twice', async () => {
  const run = manifest();
  const { name } = run.metadata;
  const handle = await start(run);
  await eventually('it is looked at', async () =>
    cluster.calls.some(({ verb, object }) => verb === 'get' && object.endsWith(name)) &&
    cluster.writes.some((write) => write.endsWith(name))
      ? true
      : undefined,
  );
  await worker.kill();
  setStatus(cluster, name, running);
  worker.start();
  await eventually('it trains', async () => {
    const { phase } = (await handle.query('status')) as { phase: string };
    return phase === 'Training' ? phase : undefined;
  });
  setStatus(cluster, name, succeeded);
  expect(await handle.result()).toEqual(accepted);
  expect(cluster.writes.filter((write) => write.endsWith(name))).toEqual([
    `apply TrainingRun team-vision/${name}`,
    `delete TrainingRun team-vision/${name}`,
  ]);
  expect([...cluster.objects.keys()]).toEqual([]);
});
