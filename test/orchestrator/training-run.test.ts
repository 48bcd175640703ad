import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Stage, ended } from './stage.ts';
import type { Failed } from './stage.ts';
import { status } from './kubernetes/memory.ts';
import { composes, conditions, manifest, running, setStatus, succeeded } from './stories.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.up();
});
beforeEach(() => {
  stage.cluster.renew();
  composes(stage.cluster);
});
afterAll(() => stage?.end());

const accepted = {
  result: 'Accepted',
  metrics: { accuracy: '0.983' },
  provenance: { imageDigest: 'sha256:2', specDigest: 'sha256:1' },
  retained: [{ uri: 's3://models/digits', reason: 'retentionPolicy is Retain' }],
};

/** Calls with their second of virtual time since `from`, and how they were answered. */
function timeline(from: number, verb: string) {
  return stage.cluster.calls
    .filter((call) => call.verb === verb)
    .map(({ at, answer }) => `${(at - from) / 1000} s: ${answer}`);
}

/** The execution, once it has asked for the cancellation of an activity that is under way. */
async function cancelRequested(id: string) {
  const execution = stage.frontEnd.execution(id);
  while (!execution.summary.includes('ACTIVITY_TASK_CANCEL_REQUESTED')) await later(2);
  return execution;
}

test('R1: a worker that dies while everything is made ready is followed by another, and nothing is applied twice', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  expect(await handle.query('status')).toMatchObject({ phase: 'Provisioning' });
  await stage.stopWorker();
  await stage.startWorker();
  setStatus(cluster, name, running);
  await frontEnd.advance('1m');
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toEqual(accepted);
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
  expect([...cluster.objects.keys()]).toEqual([]);
  expect(frontEnd.taskFailures).toEqual([]);
});

test('R2: a server that drops every connection and comes back finds the run where it was, its timers running', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const handle = await stage.start(run);
  await frontEnd.idle();
  frontEnd.drop();
  await frontEnd.listen();
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toEqual(accepted);
  expect(cluster.writes).toHaveLength(2);
});

test('R3: a token that is refused for 60 s changes nothing', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  cluster.onApply = (applied) => Object.assign(applied, { status: succeeded });
  cluster.fail({ why: status(401, 'Unauthorized'), seconds: 60 });
  const from = frontEnd.time.now;
  const handle = await stage.start(run);
  await frontEnd.advance('3m');
  expect(await ended(handle)).toEqual(accepted);
  expect(cluster.calls.filter(({ answer }) => answer === '401').length).toBeGreaterThan(1);
  expect(timeline(from, 'apply')).toEqual(['62 s: ok']);
  expect(cluster.writes).toHaveLength(2);
});

test('R4: after 429 with Retry-After 7 the next attempt comes exactly 7 s later, and no minute sees more than ten calls', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  cluster.onApply = (applied) => Object.assign(applied, { status: succeeded });
  cluster.fail({ verb: 'apply', why: status(429, 'TooManyRequests', 'slow down', 7), times: 3 });
  const from = frontEnd.time.now;
  const handle = await stage.start(run);
  await frontEnd.advance('2m');
  expect(await ended(handle)).toEqual(accepted);
  expect(timeline(from, 'apply')).toEqual(['0 s: 429', '7 s: 429', '14 s: 429', '21 s: ok']);
});

test('R5: a definition that is installed late is waited for, and the message names what is missing until then', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  cluster.onApply = (applied) => Object.assign(applied, { status: succeeded });
  cluster.fail({ why: { type: 'NotServed', message: 'the API group is not served' }, seconds: 30 });
  cluster.fail({
    why: { type: 'NotServed', message: 'Unrecognized API version and kind: crosstrain.dev/v1alpha1 TrainingRun' },
    seconds: 90,
  });
  const handle = await stage.start(run);
  await frontEnd.advance('10s');
  const [task] = frontEnd.execution(handle.workflowId).activities.values();
  expect(task?.lastFailure).toMatchObject({
    message: expect.stringContaining(`TrainingRun team-vision/${run.metadata.name}: the API group is not served`),
    applicationFailureInfo: { type: 'NotInstalled' },
  });
  await frontEnd.advance('5m');
  expect(await ended(handle)).toEqual(accepted);
});

test('R6: a run that never becomes ready ends with its last words, and everything is gone before the workflow closes', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ provisioningDeadlineSeconds: 600 });
  const { name } = run.metadata;
  cluster.warnings = ['ComposeResources: quota exceeded'];
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, conditions(['Synced', false, 'ReconcileError', 'cannot create the Job: quota exceeded']));
  cluster.stuck.add(`Job team-vision/${name}-worker`);
  await frontEnd.advance('11m');
  // The Job is not gone yet, so the workflow is not over.
  expect(await handle.query('status')).toMatchObject({ phase: 'TearingDown' });
  cluster.stuck.clear();
  cluster.objects.clear();
  await frontEnd.advance('1m');
  expect(await ended(handle)).toEqual({
    type: 'ProvisioningTimedOut',
    message: expect.stringContaining('ReconcileError: cannot create the Job: quota exceeded'),
    details: [
      {
        reason: 'ReconcileError',
        message: 'cannot create the Job: quota exceeded',
        warnings: ['ComposeResources: quota exceeded'],
      },
    ],
  });
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
});

test('R7: a run that is cancelled while it is applied is applied to the end, then removed', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  let began: () => void = () => undefined;
  let go: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => {
    began = resolve;
  });
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  cluster.applying = async () => {
    began();
    await released;
  };
  const handle = await stage.start(run);
  await underWay;
  await handle.cancel();
  const { summary } = await cancelRequested(handle.workflowId);
  // The workflow waits for the apply: nothing else is under way.
  expect(summary.filter((event) => event === 'ACTIVITY_TASK_SCHEDULED')).toHaveLength(1);
  go();
  cluster.applying = async () => undefined;
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({ type: 'CancelledFailure' });
  expect(frontEnd.execution(handle.workflowId).closed).toBe('CANCELED');
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
  expect([...cluster.objects.keys()]).toEqual([]);
});

test('R8: an undo that is forbidden ends the run with what is left by name, and with what had to be undone', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  cluster.fail({
    verb: 'delete',
    why: status(403, 'Forbidden', 'trainingruns.crosstrain.dev is forbidden: cannot delete'),
  });
  setStatus(cluster, name, { phase: 'Refused', ...conditions(['Accepted', false, 'OverBudget', 'too dear']) });
  await frontEnd.advance('1m');
  const failed = (await ended(handle)) as Failed;
  expect(failed.type).toBe('CompensationIncomplete');
  expect(failed.message).toContain('cannot delete');
  expect(failed.message).toContain('this was after: TrainingRun');
  expect(failed.message).toContain('OverBudget: too dear');
  expect(failed.details).toEqual([
    {
      leftovers: [`TrainingRun team-vision/${name}`, `Service team-vision/${name}`, `Job team-vision/${name}-worker`],
      type: 'Forbidden',
      message: expect.stringContaining(`cannot delete TrainingRun team-vision/${name}`),
    },
  ]);
});

test('R9: a second start by a person is refused, a second trigger joins, and the cluster sees one apply', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const handle = await stage.start(run);
  await expect(stage.start(run)).rejects.toMatchObject({ name: 'WorkflowExecutionAlreadyStartedError' });
  const joined = await stage.client.workflow.start('trainingRun', {
    workflowId: handle.workflowId,
    taskQueue: 'crosstrain',
    args: [{ manifest: run }],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  expect(joined.firstExecutionRunId).toBe(handle.firstExecutionRunId);
  await frontEnd.idle();
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toEqual(accepted);
  expect(cluster.calls.filter(({ verb }) => verb === 'apply')).toHaveLength(1);
});

test('R10: a run that somebody deleted and made anew is never deleted by us', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  cluster.objects.clear();
  const foreign = cluster.put({ ...run, status: running });
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({ type: 'Vanished' });
  expect(cluster.find('TrainingRun', name)).toEqual(foreign);
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`]);
});

test('R10: a run that was there before is neither taken over nor deleted', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  cluster.put({ ...run });
  const handle = await stage.start(run);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({
    type: 'Conflict',
    message: expect.stringContaining('it exists and belongs to no workflow'),
  });
  expect(cluster.find('TrainingRun', name)).toBeDefined();
  expect(cluster.writes).toEqual([]);
});
