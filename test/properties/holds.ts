import type { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import fc from 'fast-check';
import { expect } from '@jest/globals';

/** Counts requests, so that a property cannot pass by being told only what is refused. */
export interface Tally {
  saw(response: RunFunctionResponse): void;
}

/** How a property is checked. */
export interface Cases<Value> {
  readonly of: fc.Arbitrary<Value>;
  /** Cases in the quick run; with CROSSTRAIN_FULL=1 fifty times as many. */
  readonly cases: number;
}

/**
 * Checks that a property holds for any value: throws with the shrunk counterexample and its seed where it does not, and
 * where fewer than half of the requests were composed. The quick run is the same every time; `CROSSTRAIN_SEED` repeats
 * another one.
 */
export function holds<Value>({ of, cases }: Cases<Value>, property: (value: Value, tally: Tally) => void): void {
  let seen = 0;
  let composed = 0;
  const tally: Tally = {
    saw: (response) => {
      seen++;
      if (isComposed(response)) composed++;
    },
  };
  const isFull = process.env['CROSSTRAIN_FULL'] === '1';
  const seed = process.env['CROSSTRAIN_SEED'] ?? (isFull ? undefined : '1');
  fc.assert(
    fc.property(of, (value) => property(value, tally)),
    { numRuns: isFull ? cases * 50 : cases, ...(seed !== undefined && { seed: Number(seed) }) },
  );
  expect({ seen, isMostlyComposed: composed * 2 >= seen && composed > 0 }).toEqual({ seen, isMostlyComposed: true });
}

/** Whether the spec was understood and allowed, and resources were composed from it. */
export function isComposed({ conditions, desired }: RunFunctionResponse): boolean {
  return (
    Object.keys(desired?.resources ?? {}).length > 0 &&
    conditions.some(({ type, reason }) => type === 'Accepted' && reason === 'Accepted')
  );
}
