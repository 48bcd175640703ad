import { RunFunctionResponse, type RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runFunction } from '../../function/run-function.ts';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, anyPolicyChange, lived, lives } from './any/life.ts';
import { anyWorld } from './any/world.ts';
import { holds } from './holds.ts';

const anyLife = fc.tuple(anyWorld, lives(anyEdit, anyPolicyChange, anyLoss, anyMemoryLoss, anyDeletion));

test('the same request gets the same answer, byte for byte, without clock, chance or environment', () => {
  holds({ of: anyLife, cases: 60 }, ([world, life], tally) => {
    for (const { request, response } of lived(world, life)) {
      tally.saw(response);
      frozen(request);
      expect(withoutSurroundings(() => bytes(request))).toEqual(bytes(request));
    }
  });
});

function bytes(request: RunFunctionRequest): string {
  return Buffer.from(RunFunctionResponse.encode(runFunction(request)).finish()).toString('base64');
}

/** Freezes all of a value, so that whoever changes it throws. */
function frozen(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
}

/** Calls where whatever differs between two calls throws: time, chance, the process's environment. */
function withoutSurroundings<Result>(call: () => Result): Result {
  const { Date: clock, Math: math, process: own } = globalThis;
  const refuse = (what: string) => () => {
    throw new Error(`the function used ${what}`);
  };
  class Timeless extends clock {
    constructor(...given: unknown[]) {
      if (given.length === 0) refuse('the clock')();
      super(...(given as [string]));
    }
    static override readonly now = refuse('the clock');
  }
  const environment = new Proxy({}, { get: refuse('the environment'), has: refuse('the environment') });
  const process = new Proxy(own, {
    get: (target, field) => (field === 'env' ? environment : Reflect.get(target, field)),
  });
  Object.assign(globalThis, { Date: Timeless, process });
  const random = math.random;
  math.random = refuse('chance');
  try {
    return call();
  } finally {
    Object.assign(globalThis, { Date: clock, process: own });
    math.random = random;
  }
}
