import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRecord } from '../../api/json.ts';
import { runFunction } from '../../function/run-function.ts';
import { anyDeletion, anyEdit, anyLoss, lived, lives } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyLoss, anyDeletion), fc.nat());

test('the order of maps in a request means nothing: observed and required objects, their fields, spec and status', () => {
  holds({ of: anyLife, cases: 60 }, ([world, life, order], tally) => {
    for (const { request, response } of lived(world, life)) {
      tally.saw(response);
      expect(runFunction(shuffled(request, order) as RunFunctionRequest)).toEqual(response);
    }
  });
});

test('what was asked for may be delivered under the name of older cores', () => {
  holds({ of: anyLife, cases: 20 }, ([world, life], tally) => {
    for (const { request, response } of lived(world, life)) {
      tally.saw(response);
      const { requiredResources: extraResources } = request;
      expect(runFunction({ ...request, requiredResources: {}, extraResources })).toEqual(response);
    }
  });
});

/** The value with the fields of all its maps in another order, by a number; lists stay as they are. */
function shuffled(value: unknown, order: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, shuffled(inner, order)] as const);
  const at = order % Math.max(1, entries.length);
  return Object.fromEntries([...entries.slice(at), ...entries.slice(0, at).toReversed()]);
}
