import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { decodeRequest } from '../../function/server/codec/decode-request.ts';
import { lived, lives } from '../properties/any/life.ts';
import { anyWorld } from '../properties/any/world.ts';
import { anyMutation, mutated } from './any/bytes.ts';
import { judged } from './judge.ts';
import { inputs, keptSeeds } from './seeds.ts';

jest.setTimeout(3_600_000);

/** Lives of one round, and how long it may take to shrink one that breaks. */
const round = { numRuns: 10, interruptAfterTimeLimit: 300_000 };

/** Mutations of each request of a life, one list for each try. */
const tries = 6;
const anyMutations = fc.array(fc.array(anyMutation, { minLength: 1, maxLength: 2 }), {
  minLength: tries,
  maxLength: tries,
});

test('bytes that were a request are one or are refused, and are read as the SDK reads them, but for what is ambiguous', () => {
  const tally = { judged: 0, refused: 0, sdkAlone: 0, otherwise: 0 };
  const property = fc.property(anyWorld, lives(), anyMutations, (world, life, mutations) => {
    for (const { request } of lived(world, life)) {
      const whole = Buffer.from(RunFunctionRequest.encode(request).finish());
      for (const each of mutations) {
        const bytes = each.reduce(mutated, whole);
        const [own, sdk] = [read(decodeRequest, bytes), read((all) => RunFunctionRequest.decode(all), bytes)];
        tally.judged++;
        if (own === undefined) tally.refused++;
        if (own === undefined && sdk !== undefined) tally.sdkAlone++;
        if (own !== undefined && sdk !== undefined && !isDeepStrictEqual(own, plain(sdk))) tally.otherwise++;
        // What its objects were made by is not known any more, so what is given up cannot be judged.
        const { faults } = judged(bytes, own ?? request, { hasOtherSpec: true, strangers: keysOf(own) });
        if (faults.length > 0) expect(faults).toEqual([]);
      }
    }
  });
  for (const seed of keptSeeds.bytes) fc.assert(property, { seed, ...round });
  const { seed, wanted } = inputs('bytes');
  for (let nth = 0; tally.judged < wanted; nth++) fc.assert(property, { seed: seed + nth, ...round });
  console.log(`bytes: seed ${seed}, ${JSON.stringify(tally)}`);
  expect(tally.refused).toBeLessThan(tally.judged);
  // A message that stands twice where there is one counts as its last to us, and as both to the SDK.
  expect(tally.otherwise * 200).toBeLessThan(tally.judged);
});

function read(decode: (bytes: Uint8Array) => RunFunctionRequest, bytes: Uint8Array): RunFunctionRequest | undefined {
  try {
    const request = decode(bytes);
    // Looks at all of it.
    JSON.stringify(request);
    return request;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return undefined;
  }
}

/** A place in a list that holds nothing is null to us and undefined to the SDK. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function keysOf(request: RunFunctionRequest | undefined): readonly string[] {
  return Object.keys(request?.observed?.resources ?? {});
}
