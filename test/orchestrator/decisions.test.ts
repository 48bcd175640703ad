import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { approve, drift, extendDeadline, rollBack } from '../../orchestrator/workflows/messages.ts';
import { Stage, ended } from './stage.ts';
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

/** What a message is refused with. */
async function refusal(sent: Promise<unknown>): Promise<string> {
  const error = (await sent.catch((thrown: unknown) => thrown)) as Error & { cause?: Error };
  return error.cause?.message ?? String(error);
}

const ann = { by: 'ann@example.com', reason: 'accuracy is fine' };

test('R11: a hundred drift events in a storm become one apply, which takes back what somebody else took', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, running);
  await frontEnd.advance('1m');
  Object.assign(cluster.find('TrainingRun', name)!, { foreignManager: 'kubectl-edit' });
  for (let event = 0; event < 100; event += 1) await handle.signal(drift, 'spec.workers changed');
  await frontEnd.advance('2m');
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `apply TrainingRun team-vision/${name}`]);
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });
});

test('R13: approval is refused without a name, in another phase and the second time; given, it is in the outcome', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ promotion: { approval: { timeoutSeconds: 3600 } } });
  const handle = await stage.start(run);
  await frontEnd.idle();
  expect(await refusal(handle.executeUpdate(approve, { args: [ann] }))).toBe(
    'cannot approve: the run is Provisioning, not AwaitingApproval',
  );
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('1m');
  expect(await refusal(handle.executeUpdate(approve, { args: [{ by: ' ', reason: 'fine' }] }))).toBe(
    'cannot approve: by is empty; say who decides',
  );
  expect(await refusal(handle.executeUpdate(approve, { args: [{ by: 'ann', reason: '' }] }))).toBe(
    'cannot approve: reason is empty; say why',
  );
  const [first, second] = await Promise.all([
    handle.executeUpdate(approve, { args: [ann] }),
    refusal(handle.executeUpdate(approve, { args: [{ by: 'bob', reason: 'me too' }] })),
  ]);
  expect(first).toEqual(ann);
  expect(second).toBe('cannot approve: ann@example.com has approved already');
  await frontEnd.idle();
  expect(await ended(handle)).toMatchObject({ result: 'Accepted', approval: ann });
});

test('R13: a run that nobody approves in time ends so, and is removed', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ promotion: { approval: { timeoutSeconds: 3600 } } });
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  await frontEnd.advance('2h');
  expect(await ended(handle)).toMatchObject({ type: 'ApprovalTimeout', details: [{ metrics: { accuracy: '0.983' } }] });
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
});

test('R13: a deadline that is extended is the one that counts', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ promotion: { approval: { timeoutSeconds: 3600 } } });
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('1m');
  expect(await refusal(handle.executeUpdate(extendDeadline, { args: [{ ...ann, seconds: 0 }] }))).toBe(
    'cannot extend the deadline: seconds must be a whole number from 1 to 2592000',
  );
  const before = (await handle.query<{ deadline: string }>('status')).deadline;
  const after = await handle.executeUpdate(extendDeadline, { args: [{ ...ann, seconds: 86_400 }] });
  expect(Date.parse(after) - Date.parse(before)).toBe(86_400_000);
  await frontEnd.advance('5h');
  await handle.executeUpdate(approve, { args: [ann] });
  await frontEnd.idle();
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });
});

test('R13: a result below its threshold needs nobody’s approval to be turned down', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({
    promotion: { thresholds: [{ metric: 'accuracy', minimum: '0.99' }], approval: {} },
  });
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({
    result: 'BelowThreshold',
    missed: [{ metric: 'accuracy', message: 'accuracy is 0.983, less than 0.99' }],
  });
});

test('R14: a user’s error ends the run at once, with its reason, and is not tried again', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, {
    ...running,
    phase: 'Failed',
    reason: 'TrainingFailed',
    training: { attempt: 0, outcome: 'Failed', message: 'exit code 64: unknown recipe' },
  });
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({
    type: 'TrainingFailed',
    message: 'training failed: TrainingFailed: exit code 64: unknown recipe',
  });
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
});

test('R14: a lost node is followed through its next attempt, with nothing applied anew', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, running);
  await frontEnd.advance('1m');
  setStatus(cluster, name, { phase: 'Restarting', training: { attempt: 1, step: 10, totalSteps: 100 } });
  await frontEnd.advance('1m');
  expect(await handle.query('status')).toMatchObject({ attempt: 1, details: 'Restarting, 10%, attempt 1' });
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });
  expect(cluster.calls.filter(({ verb }) => verb === 'apply')).toHaveLength(1);
});

test('V1: a rollback in any phase takes everything back, whatever the release policy, and a second one changes nothing', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ releasePolicy: 'Never' });
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, running);
  await frontEnd.advance('1m');
  expect(await refusal(handle.executeUpdate(rollBack, { args: [{ by: '', reason: '' }] }))).toBe(
    'cannot roll back: by is empty; say who decides',
  );
  // Something stays for a while, so that the second finds the first under way.
  cluster.stuck.add(`Job team-vision/${name}-worker`);
  const [first, second] = await Promise.all([
    handle.executeUpdate(rollBack, { args: [{ by: 'ann', reason: 'wrong data' }] }),
    handle.executeUpdate(rollBack, { args: [{ by: 'bob', reason: 'too' }] }),
  ]);
  expect([first, second]).toEqual([
    { by: 'ann', reason: 'wrong data' },
    { by: 'ann', reason: 'wrong data' },
  ]);
  await frontEnd.idle();
  cluster.stuck.clear();
  cluster.objects.clear();
  await frontEnd.advance('1m');
  expect(await ended(handle)).toEqual({
    result: 'RolledBack',
    decision: { by: 'ann', reason: 'wrong data' },
    retained: [],
  });
  expect(cluster.writes).toEqual([`apply TrainingRun team-vision/${name}`, `delete TrainingRun team-vision/${name}`]);
});

test('machines that cannot be had are excluded one after the other, until an offer can', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({ pool: { capacityType: 'Spot' } });
  const { name } = run.metadata;
  const offers = ['g6.xlarge', 'g5.xlarge', 'p4d.24xlarge'];
  cluster.onApply = (applied) => {
    const excluded = (applied['spec'].pool.excludedOffers ?? []).length;
    const message = 'worker-pool is not ready: InsufficientInstanceCapacity';
    const lacks = conditions(['Synced', true], ['Provisioned', false, 'Creating', message], ['Ready', false]);
    const instanceType = offers[excluded];
    applied['status'] = { ...(excluded < 2 ? lacks : succeeded), plan: { offer: { instanceType } } };
  };
  const handle = await stage.start(run);
  await frontEnd.advance('5m');
  expect(await handle.query('status')).toMatchObject({ excludedOffers: ['g6.xlarge', 'g5.xlarge'] });
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });
  expect(cluster.writes.filter((write) => write.startsWith('apply'))).toHaveLength(3);
  expect(cluster.find('TrainingRun', name)).toBeUndefined();
});

test('a spent budget is warned about, then training is suspended after a checkpoint and the run ends', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const applied: unknown[] = [];
  cluster.onApply = ({ spec }) => applied.push(spec.suspend);
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, name, { ...running, cost: { spentUSD: '16.50', capUSD: '20.00' } });
  await frontEnd.advance('1m');
  expect(await handle.query('status')).toMatchObject({
    details: 'Running, 10%, budget nearly spent',
    spentUSD: '16.50',
  });
  setStatus(cluster, name, { cost: { spentUSD: '19.70', capUSD: '20.00' } });
  await frontEnd.advance('1m');
  expect(applied).toEqual([undefined, true]);
  setStatus(cluster, name, { phase: 'Suspended' });
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({
    type: 'BudgetSpent',
    message: 'the budget is spent ($19.70): training was stopped after a checkpoint',
  });
});

test('R12: a retraining is a new object under the id of its series, which a run by hand excludes', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const options = { taskQueue: 'crosstrain', args: [{ manifest: run }] };
  const handle = await stage.client.workflow.start('retrain', { ...options, workflowId: `retrain/${name}` });
  await frontEnd.idle();
  await expect(stage.start(run)).rejects.toMatchObject({ name: 'WorkflowExecutionAlreadyStartedError' });
  const stamped = cluster.writes[0]?.split('/')[1] ?? '';
  expect(stamped).toMatch(new RegExp(`^${name}-2026\\d{8}$`));
  setStatus(cluster, stamped, succeeded);
  await frontEnd.advance('1m');
  expect(await handle.result()).toMatchObject({ result: 'Accepted' });
});

test('M2: 24 hours against a cluster that never answers cost few calls, further and further apart', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  cluster.fail({ why: { type: 'Unreachable', message: 'connect ECONNREFUSED' } });
  const handle = await stage.start(run);
  await frontEnd.advance('25h');
  expect(await ended(handle)).toMatchObject({ type: 'CompensationIncomplete' });
  expect(cluster.calls.length).toBeLessThanOrEqual(320);
  const gaps = cluster.calls.slice(1).map(({ at }, index) => at - cluster.calls[index]!.at);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(300_000);
  // While it is applied, and while it is cleared up: each gap is at least as long as the one before.
  const undo = gaps.findIndex((gap, index) => index > 0 && gap < gaps[index - 1]!);
  expect(gaps.slice(0, undo)).toEqual(gaps.slice(0, undo).sort((a, b) => a - b));
});

test('M2: a run that is followed for 24 hours while the cluster is dead costs fewer than 300 calls', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const handle = await stage.start(run);
  await frontEnd.idle();
  setStatus(cluster, run.metadata.name, running);
  await frontEnd.advance('1m');
  cluster.calls.length = 0;
  cluster.fail({ why: status(500) });
  await frontEnd.advance('24h');
  expect(cluster.calls.length).toBeLessThanOrEqual(300);
  cluster.heal();
  setStatus(cluster, run.metadata.name, succeeded);
  await frontEnd.advance('10m');
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });
});
