import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { retrainSchedule } from '../../../orchestrator/client/schedule.ts';
import { taskQueue, workflowId } from '../../../orchestrator/contract/identity.ts';
import type { TrainingRunManifest, WorkflowStatus } from '../../../orchestrator/contract/training-run.ts';
import { status } from '../../../orchestrator/workflows/messages.ts';
import type { trainingRun } from '../../../orchestrator/workflows/index.ts';
import { kubeconfig, serveApi } from '../kubernetes/api-server.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { MemoryCluster } from '../kubernetes/memory.ts';
import { composes, manifest, running, setStatus, succeeded } from '../stories.ts';
import { TemporalServer, WorkerProcess, crosstrainWorkflow, eventually } from './processes.ts';

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
  await client?.connection.close();
  await worker?.end();
  await server?.end();
  await api?.close();
});

/** Starts the workflow of a run as a person does, and waits until its object was applied. */
async function begun(spec: Record<string, unknown> = {}) {
  const run = manifest(spec);
  const { name } = run.metadata;
  const handle = await start(run);
  await eventually('it is applied', async () => cluster.find('TrainingRun', name));
  return { run, name, handle };
}

async function start(run: TrainingRunManifest, policy: 'FAIL' | 'USE_EXISTING' = 'FAIL') {
  return client.workflow.start<typeof trainingRun>('trainingRun', {
    workflowId: workflowId(run.metadata),
    taskQueue,
    args: [{ manifest: run }],
    workflowIdConflictPolicy: policy,
  });
}

async function inPhase(handle: WorkflowHandle, phase: WorkflowStatus['phase']): Promise<void> {
  await eventually(`it is ${phase}`, async () => ((await handle.query(status)).phase === phase ? true : undefined));
}

function writesOf(name: string): readonly string[] {
  return cluster.writes.filter((write) => write.endsWith(`/${name}`)).map((write) => write.split(' ')[0] ?? '');
}

const accepted = {
  result: 'Accepted',
  metrics: { accuracy: '0.983' },
  provenance: { imageDigest: 'sha256:2', specDigest: 'sha256:1' },
  retained: [{ uri: 's3://models/digits', reason: 'retentionPolicy is Retain' }],
};

test('R1: a worker that is killed while everything is made ready is followed by another, and nothing is applied twice', async () => {
  const { name, handle } = await begun();
  await worker.kill();
  setStatus(cluster, name, running);
  worker.start();
  await inPhase(handle, 'Training');
  setStatus(cluster, name, succeeded);
  expect(await handle.result()).toEqual(accepted);
  expect(writesOf(name)).toEqual(['apply', 'delete']);
  expect([...cluster.objects.keys()]).toEqual([]);
});

test('R2: a server that is killed and comes back on its file finds the run where it was', async () => {
  const { name, handle } = await begun();
  await server.kill();
  setStatus(cluster, name, succeeded);
  await server.start();
  expect(await handle.result()).toEqual(accepted);
  expect(writesOf(name)).toEqual(['apply', 'delete']);
});

test('R7: a run that is cancelled while it is applied is applied to the end, then removed', async () => {
  let go: () => void = () => undefined;
  let hasBegun = false;
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  cluster.applying = async () => {
    hasBegun = true;
    await released;
  };
  const run = manifest();
  const handle = await start(run);
  await eventually('the apply is under way', async () => (hasBegun ? true : undefined));
  await handle.cancel();
  go();
  cluster.applying = async () => undefined;
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(writesOf(run.metadata.name)).toEqual(['apply', 'delete']);
  expect([...cluster.objects.keys()]).toEqual([]);
});

test('R9: a second start by a person is refused, a second trigger joins, and the cluster sees one apply', async () => {
  const { run, name, handle } = await begun();
  await expect(start(run)).rejects.toMatchObject({ name: 'WorkflowExecutionAlreadyStartedError' });
  expect((await start(run, 'USE_EXISTING')).firstExecutionRunId).toBe(handle.firstExecutionRunId);
  setStatus(cluster, name, succeeded);
  expect(await handle.result()).toEqual(accepted);
  expect(writesOf(name)).toEqual(['apply', 'delete']);
});

test('R12: two due times during a run start one, and a paused schedule none', async () => {
  const run = manifest();
  const schedule = await client.schedule.create(retrainSchedule(run, '0 2 * * *'));
  const applied = () =>
    cluster.writes.filter((write) => write.startsWith(`apply TrainingRun team-vision/${run.metadata.name}-`));
  await schedule.trigger('SKIP');
  await eventually('it is applied', async () => applied()[0]);
  await schedule.trigger('SKIP');
  await eventually('the second is skipped', async () =>
    (await schedule.describe()).info.numActionsSkippedOverlap > 0 ? true : undefined,
  );
  expect(applied()).toHaveLength(1);
  await schedule.pause('maintenance');
  expect((await schedule.describe()).state.paused).toBe(true);
  setStatus(cluster, applied()[0]?.split('/')[1] ?? '', succeeded);
  expect(await client.workflow.getHandle(workflowId(run.metadata)).result()).toMatchObject({ result: 'Accepted' });
  await schedule.delete();
});

test('R13, A1: by command: started, refused, approved, watched, and its history exported; it replays', async () => {
  const run = manifest({ promotion: { approval: {} } });
  const { name } = run.metadata;
  const path = `team-vision/${name}`;
  const folder = dirname(worker.file('run.yaml', JSON.stringify(run)));
  expect(await crosstrain('start', folder)).toEqual({ code: 0, output: `training/${path} has begun\n` });
  const handle = client.workflow.getHandle<typeof trainingRun>(workflowId(run.metadata));
  await eventually('it is applied', async () => cluster.find('TrainingRun', name));
  expect(await crosstrain('approve', path, '--by', 'ann', '--reason', 'fine')).toEqual({
    code: 1,
    output: 'cannot approve: the run is Provisioning, not AwaitingApproval\n',
  });
  setStatus(cluster, name, succeeded);
  await inPhase(handle, 'AwaitingApproval');
  expect(await crosstrain('approve', path, '--by', 'ann', '--reason', 'fine')).toEqual({
    code: 0,
    output: 'approved by ann: fine\n',
  });
  expect(await handle.result()).toEqual({ ...accepted, approval: { by: 'ann', reason: 'fine' } });
  expect((await crosstrain('watch', path)).output).toBe('Closed: Accepted; nothing is left to pay\nCOMPLETED\n');
  const { output } = await crosstrain('history', path, '--format', 'jsonl');
  const records = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.map(({ action, outcome }) => `${action}: ${outcome}`)).toEqual([
    'start: Done',
    'apply: Done',
    'approve: Accepted',
    'delete: Deleted',
    'prove gone: Done',
    'end: Accepted',
  ]);
  const codePath = fileURLToPath(new URL('../../../dist/workflows.js', import.meta.url));
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, await handle.fetchHistory());
});

test('V1: a rollback by command takes everything back', async () => {
  const { name, handle } = await begun({ releasePolicy: 'Never' });
  setStatus(cluster, name, running);
  await inPhase(handle, 'Training');
  expect(await crosstrain('rollback', `team-vision/${name}`, '--by', 'ann', '--reason', 'wrong data')).toEqual({
    code: 0,
    output: 'rolled back by ann: wrong data\n',
  });
  expect(await handle.result()).toMatchObject({ result: 'RolledBack' });
  expect(writesOf(name)).toEqual(['apply', 'delete']);
});

test('M1: Temporal’s metrics and ours are on one endpoint, which names no object and no person', async () => {
  const text = await (await fetch(worker.metrics)).text();
  const names = [...new Set(text.split('\n').map((line) => line.replace(/[{ ].*/, '')))];
  expect(names).toEqual(
    expect.arrayContaining([
      'temporal_workflow_task_execution_latency_seconds_bucket',
      'temporal_activity_execution_latency_seconds_bucket',
      'crosstrain_kubernetes_requests_total',
      'crosstrain_workflows_total',
    ]),
  );
  expect(text.split('\n').filter((line) => /team-vision|digits|="ann"/.test(line))).toEqual([]);
  const { stdout, stderr } = spawnSync(process.env['PROMTOOL'] ?? 'promtool', ['check', 'metrics'], { input: text });
  const said = `${stdout}${stderr}`.split('\n');
  // Temporal's names break rules, and so do the labels that its SDK adds to ours; a text that cannot be read is another thing.
  const isOurs = (line: string) => line.startsWith('crosstrain_') && !line.includes('label names');
  expect(said.filter((line) => isOurs(line) || line.includes('error while'))).toEqual([]);
});

/** What `crosstrain workflow` says to a person. */
function crosstrain(...args: readonly string[]) {
  return crosstrainWorkflow(server.address, ...args);
}
