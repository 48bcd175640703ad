import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listAt, numberAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import type { World } from '../support/world.ts';
import { anyDeletion, anyEdit, anyLoss, anyPolicyChange, lived, lives, type Moment } from './any/life.ts';
import { anySituation, worldIn } from './any/run.ts';
import { holds } from './holds.ts';

/** Lives one after the other, so that one run sees dozens of reconciles with facts late, lost, flapping and contradictory. */
const anyLongLife = fc
  .array(lives(anyEdit, anyPolicyChange, anyLoss, anyDeletion), { minLength: 3, maxLength: 5, size: 'max' })
  .map((parts) => parts.flat());

test('whatever happens to a run: never two gangs at once, an end is final, and what was counted is never uncounted', () => {
  holds({ of: fc.tuple(anySituation, anyLongLife), cases: 12 }, ([situation, life], tally) => {
    let before: Moment | undefined;
    for (const moment of lived(worldIn(situation), life)) {
      tally.saw(moment.response);
      expect(gangs(moment)).toEqual([]);
      if (before) expect(takenBack(before.after, moment.after)).toEqual([]);
      before = moment;
    }
  });
});

/** Jobs that are made while another of their role still stands: they would share accelerators and artifacts with it. */
function gangs({ before, after }: Moment): readonly string[] {
  const standing = Object.keys(before.observed).flatMap((key) => jobRole(key) ?? []);
  return begins(before, after).filter((key) => standing.includes(jobRole(key) ?? ''));
}

/** What a later status says less of than an earlier one did. */
function takenBack(earlier: World, later: World): readonly string[] {
  const training = (world: World, ...path: readonly string[]) =>
    numberAt(world.composite, 'status', 'training', ...path) ?? 0;
  const outcome = ({ composite }: World) => stringAt(composite, 'status', 'training', 'outcome');
  const counts = [['attempt'], ['activeSecondsBefore'], ...causes.map((cause) => ['restarts', cause])];
  return [
    ...counts.filter((path) => training(later, ...path) < training(earlier, ...path)).map((path) => path.join('.')),
    ...(outcome(earlier) !== undefined && outcome(later) !== outcome(earlier) ? ['outcome'] : []),
    ...(outcome(earlier) !== undefined && begins(earlier, later).length > 0 ? ['a Job begins after the end'] : []),
    ...(isComplete(earlier) && !isComplete(later) ? ['condition Complete'] : []),
  ];
}

const causes = ['error', 'preemption', 'outOfMemory', 'resume'];

function begins(earlier: World, later: World): readonly string[] {
  return Object.keys(later.observed).filter((key) => jobRole(key) !== undefined && !(key in earlier.observed));
}

function isComplete({ composite }: World): boolean {
  return listAt(composite, 'status', 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Complete' && stringAt(condition, 'status') === 'True',
  );
}
