import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, anyPolicyChange, lived, lives } from '../properties/any/life.ts';
import { anyWorld } from '../properties/any/world.ts';
import { isComposed } from '../properties/holds.ts';
import { anyDamage, damaged } from './any/damage.ts';
import type { Damage } from './any/damage.ts';
import { judged } from './judge.ts';
import { inputs, keptSeeds } from './seeds.ts';

jest.setTimeout(3_600_000);

/** Lives of one round, and how long it may take to shrink one that breaks. */
const round = { numRuns: 10, interruptAfterTimeLimit: 300_000 };

const anyLife = lives(anyEdit, anyPolicyChange, anyLoss, anyMemoryLoss, anyDeletion);
/** Damages of each request of a life, one list for each try. */
const tries = 4;
const anyDamages = fc.array(fc.array(anyDamage, { minLength: 1, maxLength: 2, size: 'max' }), {
  minLength: tries,
  maxLength: tries,
});

test('whatever core may send is answered with reasons, at once, and gives up nothing without a rule', () => {
  const tally = { judged: 0, composed: 0, dropped: {} as Record<string, number> };
  const property = fc.property(anyWorld, anyLife, anyDamages, (world, life, damages) => {
    for (const { request } of lived(world, life)) {
      for (const each of damages) {
        const whole = each.reduce(damaged, request);
        const { response, faults, dropped } = judged(encoded(whole), whole, {
          hasOtherSpec: each.some(changesSpec),
          strangers: each.flatMap((one) => (one.is === 'stranger' ? [one.key] : [])),
        });
        tally.judged++;
        if (response && isComposed(response)) tally.composed++;
        for (const rule of dropped) tally.dropped[rule] = (tally.dropped[rule] ?? 0) + 1;
        if (faults.length > 0) expect(faults).toEqual([]);
      }
    }
  });
  for (const seed of keptSeeds.structured) fc.assert(property, { seed, ...round });
  const { seed, wanted } = inputs('structured');
  for (let nth = 0; tally.judged < wanted; nth++) fc.assert(property, { seed: seed + nth, ...round });
  console.log(`structured: seed ${seed}, ${JSON.stringify(tally)}`);
  expect(tally.composed * 2).toBeGreaterThanOrEqual(tally.judged);
});

function changesSpec({ is, ...damage }: Damage): boolean {
  return is === 'named' || ('where' in damage && damage.where === 'spec');
}

function encoded(request: RunFunctionRequest): Buffer {
  return Buffer.from(RunFunctionRequest.encode(request).finish());
}
