import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { approve, rollBack } from '../../orchestrator/workflows/messages.ts';
import { historyFromJson, historyToJson } from './front-end/protocol.ts';
import { Stage } from './stage.ts';
import { composes, manifest, running, setStatus, succeeded } from './stories.ts';

const folder = new URL('histories/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.up();
  composes(stage.cluster);
});
afterAll(() => stage?.end());

function recorded(name: string) {
  return historyFromJson(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
}

/** A history without stack traces, which are of the machine that recorded it. */
function textOf(history: unknown): string {
  return `${JSON.stringify(historyToJson(history)).replaceAll(/"stackTrace":"(?:[^"\\]|\\.)*"/g, '"stackTrace":""')}\n`;
}

if (process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] === undefined) {
  test('records a history of each kind of story, which is kept beside those of earlier releases', async () => {
    const { cluster, frontEnd, client } = stage;
    const approved = manifest({ promotion: { approval: {} } });
    const handle = await stage.start(approved);
    await frontEnd.idle();
    setStatus(cluster, approved.metadata.name, running);
    await frontEnd.advance('1m');
    setStatus(cluster, approved.metadata.name, succeeded);
    await frontEnd.advance('1m');
    await handle.executeUpdate(approve, { args: [{ by: 'ann', reason: 'fine' }] });
    await frontEnd.advance('1m');
    const undone = manifest();
    const back = await stage.start(undone);
    await frontEnd.idle();
    await back.executeUpdate(rollBack, { args: [{ by: 'ann', reason: 'wrong data' }] });
    await frontEnd.advance('1m');
    const series = manifest();
    const options = { taskQueue: 'crosstrain', args: [{ manifest: series }], workflowId: 'retrain/recorded' };
    const again = await client.workflow.start('retrain', options);
    await frontEnd.idle();
    const name = cluster.writes.at(-1)?.split('/')[1] ?? '';
    setStatus(cluster, name, succeeded);
    await frontEnd.advance('1m');
    for (const [file, one] of [
      ['training-run-approved-0.1.0.json', handle],
      ['training-run-rolled-back-0.1.0.json', back],
      ['retrain-0.1.0.json', again],
    ] as const)
      writeFileSync(new URL(file, folder), textOf(await one.fetchHistory()));
  });
}

test('R15: there is a recorded history of every workflow', () => {
  expect(names).toEqual([
    'retrain-0.1.0.json',
    'training-run-approved-0.1.0.json',
    'training-run-rolled-back-0.1.0.json',
  ]);
});

test.each(names)('R15: %s replays on the code of today', async (name) => {
  await Worker.runReplayHistory({ workflowBundle: stage.code }, recorded(name));
});

test.each(names)('R15: a break of %s is caught: another activity, another child', async (name) => {
  const code = readFileSync(stage.code.codePath, 'utf8')
    .replaceAll('takeInventory', 'takeStock')
    .replaceAll('executeChild)(training_run', 'executeChild)(retrain')
    .replaceAll("'training/'", "'drill/'")
    .replaceAll('`training/', '`drill/');
  await expect(Worker.runReplayHistory({ workflowBundle: { code } }, recorded(name))).rejects.toMatchObject({
    name: 'DeterminismViolationError',
  });
});
