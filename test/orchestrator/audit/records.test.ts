import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { auditText, jsonLines } from '../../../orchestrator/audit/records.ts';
import { auditOf } from '../../../orchestrator/client/history.ts';
import { approve } from '../../../orchestrator/workflows/messages.ts';
import { marks } from '../../../orchestrator/contract/identity.ts';
import { Stage, ended } from '../stage.ts';
import { status } from '../kubernetes/memory.ts';
import { composes, manifest, setStatus, succeeded } from '../stories.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.up();
  composes(stage.cluster);
});
afterAll(() => stage?.end());

const planted = 'planted-f3a91c';

test('A1: the history names every write with object, actor, time and outcome, replays, and holds no secret', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest({
    trainer: { recipe: 'digits-cnn', env: [{ name: 'PASSWORD', value: planted }] },
    promotion: { approval: {} },
  });
  const { name } = run.metadata;
  cluster.fail({ verb: 'apply', why: status(401), times: 1 });
  const handle = await stage.start(run);
  await frontEnd.advance('10s');
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  const uid = cluster.find('TrainingRun', name)?.['metadata'].uid;
  await handle.executeUpdate(approve, { args: [{ by: 'ann', reason: 'accuracy is fine' }] });
  await frontEnd.advance('1m');
  expect(await ended(handle)).toMatchObject({ result: 'Accepted' });

  const records = await auditOf(stage.client, handle.workflowId);
  const object = `TrainingRun team-vision/${name}`;
  const actor = 'crosstrain-orchestrator (worker)';
  const specDigest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const told = records.map((record) => ({ ...record, time: 'then', workflow: 'this', execution: 'this' }));
  const common = { time: 'then', workflow: 'this', execution: 'this' };
  expect(told).toEqual([
    { ...common, action: 'start', actor: expect.any(String), outcome: 'Done' },
    { ...common, action: 'apply', actor, object, uid, specDigest, outcome: 'Done', attempts: 2 },
    { ...common, action: 'approve', actor: 'ann', outcome: 'Accepted', reason: 'accuracy is fine' },
    { ...common, action: 'delete', actor, object, uid, outcome: 'Deleted' },
    { ...common, action: 'prove gone', actor, outcome: 'Done' },
    { ...common, action: 'end', actor: handle.workflowId, outcome: 'Accepted', imageDigest: 'sha256:2' },
  ]);
  for (const record of records) {
    expect(record).toMatchObject({ workflow: handle.workflowId, execution: handle.firstExecutionRunId });
    expect(record.time).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  const lines = jsonLines(records);
  expect(
    lines
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual(records);
  expect(lines + auditText(records)).not.toContain(planted);
  expect(auditText(records)).toContain(`apply          ${object}  Done, 2 attempts`);
  await Worker.runReplayHistory({ workflowBundle: stage.code }, await handle.fetchHistory(), handle.workflowId);
});

test('A2: run, workflow and search attributes name each other', async () => {
  const { cluster, frontEnd } = stage;
  const run = manifest();
  const { name } = run.metadata;
  const handle = await stage.start(run);
  await frontEnd.idle();
  const object = cluster.find('TrainingRun', name)!;
  expect(object['metadata'].annotations).toEqual({ [marks.workflow]: handle.workflowId });
  expect(object['metadata'].labels).toEqual({ [marks.execution]: handle.firstExecutionRunId });
  const { typedSearchAttributes } = await handle.describe();
  const found = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(found).toEqual({
    TrainingNamespace: 'team-vision',
    TrainingName: name,
    TrainingPhase: 'Provisioning',
    TrainingGeneration: 1,
  });
  setStatus(cluster, name, succeeded);
  await frontEnd.advance('1m');
  const closed = (await handle.describe()).typedSearchAttributes.getAll();
  expect(closed.find(({ key }) => key.name === 'TrainingOutcome')?.value).toBe('Accepted');
});
