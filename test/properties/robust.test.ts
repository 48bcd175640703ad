import { RunFunctionResponse, type RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRecord } from '../../api/json.ts';
import { runFunction } from '../../function/run-function.ts';
import { anyDeletion, anyEdit, anyLoss, atLast, lives } from './any/life.ts';
import { anyText } from './any/word.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

/** What stands where something else is expected. */
const anyNonsense = fc.oneof(
  fc.constantFrom<unknown[]>(null, '', 0, -1, 1e308, true, [], {}, [null], { a: null }, '2026-13-45T99:00:00Z', 'NaN'),
  anyText,
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('__proto__', 'constructor', 'toString').map((name) => ({ [name]: { [name]: [] } })),
);

/** Places by the way to them, number by number, and what is put there. */
const anyDamage = fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 4, maxLength: 14 }), anyNonsense), {
  minLength: 1,
  maxLength: 4,
});

test('nonsense anywhere in a request is answered, never thrown at', () => {
  const anyDamaged = fc.tuple(
    anyWorld,
    lives(anyEdit, anyLoss, anyDeletion),
    fc.array(anyDamage, { minLength: 20, maxLength: 20 }),
  );
  holds({ of: anyDamaged, cases: 50 }, ([world, life, damage], tally) => {
    const { request, response } = atLast(world, life);
    tally.saw(response);
    for (const each of damage) {
      const damaged = each.reduce<unknown>(
        (value, [path, nonsense]) => replaced(value, path, nonsense),
        objects(request),
      );
      const answer = runFunction({ ...request, ...(damaged as Partial<RunFunctionRequest>) });
      expect(() => RunFunctionResponse.encode(answer).finish()).not.toThrow();
    }
  });
});

/** The parts of a request that come from a cluster; around them the wire format guarantees its own shape. */
function objects({ observed, requiredResources }: RunFunctionRequest) {
  return { observed, requiredResources };
}

/** The value with nonsense at a place inside of some object: numbers choose the way down. */
function replaced(value: unknown, path: readonly number[], nonsense: unknown, isInObject = false): unknown {
  const [choice = 0, ...rest] = path;
  const fields = Array.isArray(value) ? [...value.keys()] : isRecord(value) ? Object.keys(value) : [];
  if (fields.length === 0 || (path.length === 0 && isInObject)) return isInObject ? nonsense : value;
  const field = fields[choice % fields.length];
  if (field === undefined) return value;
  const inner = replaced(
    (value as Record<number | string, unknown>)[field],
    rest,
    nonsense,
    isInObject || field === 'resource',
  );
  return Array.isArray(value) ? value.with(Number(field), inner) : { ...(value as object), [field]: inner };
}
