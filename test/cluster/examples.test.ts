import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { referenceTo } from '../../simulator/object.ts';
import { expectComposed, leftSince, warnings } from './composite.ts';
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
    await apply(story.composites);
    for (const one of story.composites) {
      await expectComposed(referenceTo(one), await composedAtFirst(story, referenceTo(one)));
      expect(await warnings(one)).toEqual([]);
    }
    await remove(story.composites);
    expect(await leftSince(before)).toEqual([]);
  });
});
