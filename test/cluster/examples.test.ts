import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { referenceTo } from '../../simulator/object.ts';
import { composite, expectComposed, isSynced, leftSince, warnings } from './composite.ts';
import { composedAtFirst, example, exampleNames, staged, unstaged } from './example.ts';
import { apply, remove } from './stand.ts';

describe.each(exampleNames)('examples/%s', (name) => {
  const story = example(name);
  let before: readonly string[] = [];

  beforeAll(async () => {
    before = await staged(story);
  });
  afterAll(() => unstaged(story));

  test('is accepted, composed as the simulator says without an objection, and leaves nothing', async () => {
    // What runs refer to first: a run that core sees before it says that it does not exist.
    const runs = story.composites.filter(({ kind }) => kind === 'TrainingRun');
    const lent = story.composites.filter(({ kind }) => kind !== 'TrainingRun');
    for (const one of [...lent, ...runs]) {
      await apply([one]);
      await composite(referenceTo(one), 'is looked at', isSynced);
    }
    for (const one of story.composites) {
      await expectComposed(referenceTo(one), await composedAtFirst(story, referenceTo(one)));
      expect(await warnings(one)).toEqual([]);
    }
    await remove(story.composites);
    expect(await leftSince(before)).toEqual([]);
  });
});
