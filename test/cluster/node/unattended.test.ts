import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { marks, workflowId } from '../../../orchestrator/contract/identity.ts';
import type { WorkflowStatus } from '../../../orchestrator/contract/training-run.ts';
import { status } from '../../../orchestrator/workflows/messages.ts';
import type { trainingRun } from '../../../orchestrator/workflows/index.ts';
import { referenceTo } from '../../../simulator/object.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { TemporalServer, WorkerProcess, crosstrainWorkflow } from '../../orchestrator/real/processes.ts';
import { leftSince } from '../composite.ts';
import { example } from '../example.ts';
import { apply, eventually, kubectl, live, remove } from '../stand.ts';
import { patienceSeconds } from './follow.ts';
import { accountKubeconfig, deployment } from './orchestrator.ts';
import { storyOnNode } from './story.ts';
import type { Story } from './story.ts';
import { around, byWorker, endedActivities, eventLines } from './workflow-history.ts';

let story: Story;
let temporal: TemporalServer;
let worker: WorkerProcess;
let client: Client;
let deployed: readonly KubernetesObject[] = [];
let workload: KubernetesObject | undefined;
beforeAll(async () => {
  const manifests = await deployment();
  workload = manifests.find(({ kind }) => kind === 'Deployment');
  // The workers are processes beside the cluster.
  deployed = manifests.filter((one) => one !== workload);
  await apply(deployed);
  story = await storyOnNode(example('cpu'));
  temporal = await TemporalServer.up();
  worker = await WorkerProcess.up(temporal.address, await accountKubeconfig());
  client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
});
afterAll(async () => {
  await client?.connection.close();
  await worker?.end();
  await temporal?.end();
  await story?.end();
  await remove(deployed);
});

test('a real API server takes the whole of orchestrator/deploy, and restricted lets its pods in', async () => {
  if (workload === undefined) throw new Error('orchestrator/deploy has no Deployment');
  await apply([workload], '--dry-run=server');
  const { namespace } = workload.metadata;
  const spec = recordAt(workload, 'spec', 'template', 'spec');
  await apply([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace }, spec }], '--dry-run=server');
});

/** Starts a workflow by command. */
async function started(run: KubernetesObject): Promise<WorkflowHandle<typeof trainingRun>> {
  const { name, namespace = '' } = run.metadata;
  const file = worker.file(`${name}.yaml`, JSON.stringify(run));
  expect(await say('start', file)).toEqual({ code: 0, output: `training/${namespace}/${name} has begun\n` });
  return client.workflow.getHandle<typeof trainingRun>(workflowId({ namespace, name }));
}

function say(...args: readonly string[]) {
  return crosstrainWorkflow(temporal.address, ...args);
}

/** Waits until an activity of the workflow has ended. */
async function ended(handle: WorkflowHandle, activity: string): Promise<void> {
  await eventually(`${activity} has ended`, patienceSeconds, async () =>
    (await endedActivities(handle)).some(({ name }) => name === activity) ? true : undefined,
  );
}

async function inPhase(handle: WorkflowHandle, phase: WorkflowStatus['phase']): Promise<void> {
  await eventually(`it is ${phase}`, patienceSeconds, async () =>
    (await handle.query(status)).phase === phase ? true : undefined,
  );
}

/** Kills something without a word and starts it again; gives when it was dead. */
async function restarted(program: { kill(): Promise<void>; start(): void | Promise<void> }): Promise<number> {
  await program.kill();
  const dead = Date.now();
  await program.start();
  return dead;
}

/** Another run, which never gets ready: no volume is as large as what it asks for. */
function unready(): KubernetesObject {
  const spec = recordAt(story.run, 'spec');
  const artifacts = { ...recordAt(spec, 'artifacts'), storage: '100Gi' };
  return { ...story.run, metadata: { ...story.run.metadata, name: 'digits-edited' }, spec: { ...spec, artifacts } };
}

async function patched({ metadata: { name, namespace = '' } }: KubernetesObject, patch: object): Promise<void> {
  const merge = ['--type=merge', '--patch', JSON.stringify(patch)];
  await kubectl(['patch', 'trainingrun', name, '--namespace', namespace, ...merge]);
}

/** What `crosstrain workflow history` tells of a run. */
async function records({ metadata: { name, namespace = '' } }: KubernetesObject): Promise<readonly unknown[]> {
  const { output } = await say('history', `${namespace}/${name}`, '--format', 'jsonl');
  return output
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

async function actions(run: KubernetesObject): Promise<readonly (string | undefined)[]> {
  return (await records(run)).map((record) => stringAt(record, 'action'));
}

/** What keeps a run there, whoever deletes it. */
const finalizer = 'crosstrain.dev/test';

/** Gives the run that finalizer, or takes it away. */
async function held(run: KubernetesObject, isHeld: boolean): Promise<void> {
  const others = listAt(await live(referenceTo(run)), 'metadata', 'finalizers').filter((one) => one !== finalizer);
  await patched(run, { metadata: { finalizers: isHeld ? [...others, finalizer] : others } });
}

describe('examples/cpu by crosstrain workflow start, with Crossplane, pods and Temporal as they are deployed', () => {
  const edited: { handle?: WorkflowHandle<typeof trainingRun> } = {};
  beforeAll(async () => {
    // Begun before the other one, whose time is that in which this one's edits are gathered.
    const handle = await started(unready());
    await ended(handle, 'applyTraining');
    let seconds = 1800;
    await eventually('an edit is noticed', patienceSeconds, async () => {
      seconds += 1;
      await patched(unready(), { spec: { activeDeadlineSeconds: seconds } });
      return (await actions(unready())).includes('drift') ? true : undefined;
    });
    edited.handle = handle;
  });

  test('is trained, approved and removed, though two workers and the server are killed on the way', async () => {
    const promotion = { thresholds: [{ metric: 'accuracy', minimum: '0.97' }], approval: {} };
    const run = { ...story.run, spec: { ...recordAt(story.run, 'spec'), promotion } };
    const { name, namespace = '' } = run.metadata;
    const path = `${namespace}/${name}`;
    const handle = await started(run);
    await ended(handle, 'applyTraining');
    const firstWorkerDied = await restarted(worker);

    await inPhase(handle, 'AwaitingApproval');
    const object = await live(referenceTo(run));
    expect(object?.metadata.annotations).toMatchObject({ [marks.workflow]: handle.workflowId });
    const eventsBefore = await eventLines(handle);
    const serverDied = await restarted(temporal);

    // Whatever takes its time to go: the second worker dies while the run is being removed.
    await held(run, true);
    expect(await say('approve', path, '--by', 'ann', '--reason', 'accurate enough')).toEqual({
      code: 0,
      output: 'approved by ann: accurate enough\n',
    });
    await ended(handle, 'deleteTraining');
    const secondWorkerDied = await restarted(worker);
    await held(run, false);

    const outcome = await handle.result();
    expect(await live(referenceTo(run))).toBeUndefined();
    expect(outcome).toMatchObject({
      result: 'Accepted',
      approval: { by: 'ann', reason: 'accurate enough' },
      // The example's artifacts go with it.
      retained: [],
    });
    expect(Number(stringAt(outcome, 'metrics', 'accuracy'))).toBeGreaterThanOrEqual(0.97);

    const activities = await endedActivities(handle);
    expect(byWorker(activities)).toEqual([
      'worker 1: applyTraining',
      'worker 2: observeReady',
      'worker 2: followTraining',
      'worker 2: takeInventory',
      'worker 2: deleteTraining',
      'worker 3: observeGone',
    ]);
    expect([firstWorkerDied, serverDied, secondWorkerDied].map((time) => around(activities, time))).toEqual([
      ['applyTraining', 'observeReady'],
      ['followTraining', 'takeInventory'],
      ['deleteTraining', 'observeGone'],
    ]);
    expect((await eventLines(handle)).slice(0, eventsBefore.length)).toEqual(eventsBefore);
    expect(await records(run)).toMatchObject([
      { action: 'start', outcome: 'Done' },
      { action: 'apply', outcome: 'Done', object: `TrainingRun ${path}`, uid: object?.metadata.uid },
      { action: 'approve', outcome: 'Accepted', actor: 'ann' },
      { action: 'delete', outcome: 'Deleted', object: `TrainingRun ${path}`, uid: object?.metadata.uid },
      { action: 'prove gone', outcome: 'Done' },
      { action: 'end', outcome: 'Accepted' },
    ]);
  });

  test('R11: what somebody edits by hand is taken back, though the worker that noticed it dies', async () => {
    const { handle } = edited;
    if (handle === undefined) throw new Error('the workflow was not begun');
    const run = unready();
    await eventually('it is applied again', patienceSeconds, async () =>
      (await endedActivities(handle)).filter(({ name }) => name === 'applyTraining').length > 1 ? true : undefined,
    );
    expect(await live(referenceTo(run))).toMatchObject({ spec: { activeDeadlineSeconds: 3600 } });
    const { name, namespace = '' } = run.metadata;
    const why = ['--by', 'ann', '--reason', 'seen enough'];
    expect(await say('rollback', `${namespace}/${name}`, ...why)).toMatchObject({ code: 0 });
    expect(await handle.result()).toMatchObject({ result: 'RolledBack' });
    const done = (await actions(run)).filter((action, index, all) => action !== all[index - 1]);
    expect(done.slice(0, 4)).toEqual(['start', 'apply', 'drift', 'apply']);
    expect(done.slice(-4)).toEqual(['rollBack', 'delete', 'prove gone', 'end']);
    expect(await leftSince(story.before)).toEqual([]);
  });
});
