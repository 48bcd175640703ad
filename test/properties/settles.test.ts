import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { answered, reconciled, type World } from '../support/world.ts';
import { workDone } from './any/cloud.ts';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, anyPolicyChange, atLast, lives } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyPolicyChange, anyLoss, anyMemoryLoss, anyDeletion));

/** Passes after which everything rests: as many as the longest chain of resources that wait for one another. */
const mostPasses = 12;

test('once nothing more happens but that controllers do their work, everything comes to rest', () => {
  holds({ of: anyLife, cases: 60 }, ([world, life], tally) => {
    const rest = atRest(atLast(world, life).after);
    const response = answered(rest);
    tally.saw(response);
    expect(response.results).toEqual([]);
  });
});

function atRest(world: World): World {
  let before = world;
  for (let pass = 0; pass < mostPasses; pass++) {
    const after = reconciled(workDone(before)).world;
    if (isDeepStrictEqual(after, before)) return after;
    before = after;
  }
  throw new Error(`something still changes after ${mostPasses} passes`);
}
