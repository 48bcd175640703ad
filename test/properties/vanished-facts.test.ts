import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordAt } from '../../api/json.ts';
import { reconciled, type World } from '../support/world.ts';
import { anyEdit, anyLoss, anyPolicyLoss, atLast, happened, lives, type Happening } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(
  anyWorld,
  lives(anyEdit),
  fc.array(fc.oneof(anyLoss, anyPolicyLoss), { minLength: 1, maxLength: 3 }),
);

test('a fact that is gone for a while changes no field of any object', () => {
  holds({ of: anyLife, cases: 60 }, ([world, life, losses], tally) => {
    const last = atLast(world, life);
    tally.saw(last.response);
    const before = atRest(last.after);
    const { world: after } = reconciled(losses.reduce(happened, before));
    expect(asked(after)).toEqual(asked(before));
  });
});

/** What was recorded by one call is acted upon by the next. */
function atRest(world: World): World {
  const work: Happening = { happens: 'worked' };
  let now = world;
  for (let pass = 0; pass < 4; pass++) now = reconciled(happened(now, work)).world;
  return now;
}

/** What was asked for of each object: all that is not its status. */
function asked({ observed }: World): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(observed).map(([key, object]) => {
      const { status: _, ...rest } = recordAt(object);
      return [key, rest];
    }),
  );
}
