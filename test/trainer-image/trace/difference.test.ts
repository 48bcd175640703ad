import { expect, test } from '@jest/globals';
import { differenceBetween, type TakenStep } from '../../../trainer-image/src/trace/difference.ts';

/** A step from zeros to some weights and a mean of gradients. */
function step(loss: number, weights: readonly number[], mean: readonly number[]): TakenStep {
  const state = (ws: Float32Array, ms: Float32Array) => ({
    weights: ws,
    optimizer: { scalars: {}, slots: { mean: ms } },
  });
  const zeros = (values: readonly number[]) => new Float32Array(values.length);
  return {
    loss,
    before: state(zeros(weights), zeros(mean)),
    after: state(Float32Array.from(weights), Float32Array.from(mean)),
  };
}

const eager = step(2, [1, -1, 1], [0.1, 0.2, 0.3]);

const cases: { reason: string; traced: TakenStep; says: string | undefined }[] = [
  { reason: 'the same', traced: eager, says: undefined },
  { reason: 'rounded otherwise', traced: step(2.000001, [1, -1, 1.00001], [0.1, 0.2, 0.300001]), says: undefined },
  {
    reason: 'of another loss',
    traced: step(2.1, [1, -1, 1], [0.1, 0.2, 0.3]),
    says: 'the loss is 2 eager and 2.1 traced',
  },
  {
    reason: 'of other gradients',
    traced: step(2, [1, -1, 1], [0.1, 0.2, 0.4]),
    says: 'the gradients are 27 % apart',
  },
  { reason: 'of other weights', traced: step(2, [1, 1, 1], [0.1, 0.2, 0.3]), says: 'the weights move 120 % apart' },
  {
    reason: 'no number',
    traced: step(Number.NaN, [1, -1, 1], [0.1, 0.2, 0.3]),
    says: 'the loss is 2 eager and NaN traced',
  },
  {
    reason: 'weights without a number',
    traced: step(2, [Number.NaN, -1, 1], [0.1, 0.2, 0.3]),
    says: 'the weights move NaN % apart',
  },
];

test.each(cases)('a traced step that is $reason', ({ traced, says }) => {
  expect(differenceBetween(eager, traced)).toBe(says);
});
