import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { stringAt } from '../../api/json.ts';
import { referenceTo } from '../../simulator/object.ts';
import { composite, expectComposed, isSynced, leftSince, warnings } from './composite.ts';
import { composedAtFirst, example, staged, unstaged } from './example.ts';
import { expectGolden, steady } from './golden.ts';
import { podsOf, reportEnded, reportProgress, reportRunning } from './kubelet.ts';
import { apply, kubectl, remove } from './stand.ts';
import { watched } from './watched.ts';
import type { Watched } from './watched.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const phase = (object: KubernetesObject) => stringAt(object, 'status', 'phase');
const progress = (object: KubernetesObject) => stringAt(object, 'status', 'training', 'progress');

describe.each(['first-run', 'cpu'])('the run of examples/%s', (name) => {
  const story = example(name);
  const [run] = story.composites;
  if (run === undefined) throw new Error(`examples/${name} has no run`);
  const reference = referenceTo(run);
  const inNamespace = ['--namespace', run.metadata.namespace ?? ''];
  let before: readonly string[] = [];
  let conditions: Watched | undefined;

  beforeAll(async () => {
    before = await staged(story);
  });
  afterEach(() => conditions?.end());
  afterAll(() => unstaged(story));

  test('is composed as the simulator says, trains, completes, and leaves nothing when it is deleted', async () => {
    conditions = watched(reference);
    await apply([run]);
    await expectComposed(reference, await composedAtFirst(story, reference));
    await composite(reference, 'starts', (object) => phase(object) === 'Starting');
    expect(await warnings(run)).toEqual([]);

    const pods = await podsOf(run, 1);
    for (const pod of pods) await reportRunning(pod);
    await reportProgress(run, {
      phase: 'Training',
      step: 620,
      totalSteps: 1000,
      loss: 0.123,
      examplesPerSecond: 1234,
      etaSeconds: 95,
    });
    await composite(reference, 'runs', (object) => phase(object) === 'Running' && progress(object) === '62%');
    await expectTexts('running');

    for (const pod of pods) await reportEnded(pod, 0);
    for (const condition of ['Complete', 'Ready']) {
      await kubectl([
        'wait',
        `--for=condition=${condition}`,
        '--timeout=180s',
        `trun/${reference.name}`,
        ...inNamespace,
      ]);
    }
    await expectTexts('complete');
    // What is said once stays said: core's cache is late at times, and would write again what it read.
    for (const condition of ['Provisioned', 'Ready', 'Complete']) {
      expect({ condition, was: conditions.statuses(condition) }).toEqual({ condition, was: ['False', 'True'] });
    }
    expect(conditions.statuses('Running')).toEqual(['False', 'True', 'False']);

    await remove([run]);
    expect(await leftSince(before)).toEqual([]);
  });

  test('leaves nothing when it is deleted in the foreground while it starts', async () => {
    await apply([run]);
    await composite(reference, 'is composed', isSynced);
    await remove([run], '--cascade=foreground');
    expect(await leftSince(before)).toEqual([]);
  });

  async function expectTexts(moment: string): Promise<void> {
    const table = await kubectl(['get', 'trainingruns', ...inNamespace]);
    const wide = await kubectl(['get', 'trainingruns', ...inNamespace, '--output', 'wide']);
    const described = await kubectl(['describe', 'trainingrun', reference.name, ...inNamespace, '--show-events=false']);
    for (const text of [table, wide]) expect(emptyColumns(text)).toEqual([]);
    expectGolden(`${name}-${moment}.txt`, steady([table, wide, described].join('\n')));
  }
});

/** The titles of columns in which a row has nothing. */
function emptyColumns(table: string): readonly string[] {
  const [title = '', ...rows] = table.trimEnd().split('\n');
  const columns = [...title.matchAll(/\S+/g)].map((match) => ({ name: match[0], from: match.index }));
  return columns
    .filter(({ from }, index) => rows.some((row) => row.slice(from, columns[index + 1]?.from).trim() === ''))
    .map((column) => column.name);
}
