import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readable } from '../support/readable.ts';
import { answered, reconciled, type World } from '../support/world.ts';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, anyPolicyChange, atLast, lives } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyPolicyChange, anyLoss, anyMemoryLoss, anyDeletion));

test('an answer that is fed back while nothing else happens is given again, and tells nothing new', () => {
  holds({ of: anyLife, cases: 100 }, ([world, life], tally) => {
    const { before, response } = atLast(world, life);
    tally.saw(response);
    // What happened is recorded by one call and acted upon by the next.
    const recorded = withStatus(before);
    const again = answered(recorded);
    const third = answered(withStatus(recorded));
    expect(readable(third)).toEqual({ ...readable(again), results: [] });
    if (response.results.length === 0) expect(readable(again)).toEqual(readable(response));
  });
});

/** The world once the status was written, and nothing applied yet. */
function withStatus(world: World): World {
  return { ...world, composite: { ...world.composite, status: reconciled(world).world.composite['status'] } };
}
