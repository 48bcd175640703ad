import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numberAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { isFatal } from '../support/world.ts';
import {
  anyDeletion,
  anyEdit,
  anyLoss,
  anyMemoryLoss,
  anyPolicyChange,
  lived,
  lives,
  type Moment,
} from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyPolicyChange, anyLoss, anyMemoryLoss, anyDeletion));

test('what is observed stays desired, but for Jobs of an attempt that is over or of a run that gives them back', () => {
  holds({ of: anyLife, cases: 100 }, ([world, life], tally) => {
    const moments = lived(world, life);
    const madeIn = new Map<string, number>();
    for (const moment of moments) {
      tally.saw(moment.response);
      expect(dropped(moment).filter((key) => !mayGo(key, moment, madeIn))).toEqual([]);
      for (const key of Object.keys(moment.after.observed)) {
        if (!madeIn.has(key)) madeIn.set(key, attempt(moment.before));
      }
    }
  });
});

/** Keys of observed objects that the answer deletes; one that stops the reconcile deletes nothing. */
function dropped({ before, response }: Moment): readonly string[] {
  if (isFatal(response)) return [];
  return Object.keys(before.observed).filter((key) => !Object.hasOwn(response.desired?.resources ?? {}, key));
}

function mayGo(key: string, { before, after }: Moment, madeIn: ReadonlyMap<string, number>): boolean {
  if (jobRole(key) === undefined) return false;
  // A new attempt is recorded by one call, and only the next gives up the Jobs of the earlier one.
  const isOver = attempt(before) > (madeIn.get(key) ?? 0);
  const outcome = stringAt(after.composite, 'status', 'training', 'outcome');
  const release = stringAt(before.composite, 'spec', 'releasePolicy') ?? 'OnCompletion';
  return (
    isOver ||
    (outcome !== undefined && (release === 'OnCompletion' || (release === 'OnSuccess' && outcome === 'Succeeded')))
  );
}

function attempt({ composite }: Moment['before']): number {
  return numberAt(composite, 'status', 'training', 'attempt') ?? 0;
}
