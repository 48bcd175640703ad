import { beforeAll, expect, test } from '@jest/globals';
import { tensor1d, train, variable } from '@tensorflow/tfjs-core';
import { randomAt } from '../../../trainer-image/src/data/random.ts';
import { adam } from '../../../trainer-image/src/training/adam.ts';
import { useWasm } from '../wasm.ts';

const size = 20;

/** Gradients of one step, the same for whoever asks. */
function gradientsAt(step: number): Float32Array {
  const random = randomAt(1, 'gradients', step);
  return Float32Array.from({ length: size }, () => random() - 0.5);
}

beforeAll(useWasm);

test('it moves weights as the library’s own Adam does', () => {
  const weights = new Float32Array(size).fill(1);
  const optimizer = adam(size);
  const reference = variable(tensor1d(weights.slice()), true, 'weights');
  const referenceOptimizer = train.adam(0.01, 0.9, 0.999, 1e-8);
  for (let step = 0; step < 50; step++) {
    optimizer.apply(weights, gradientsAt(step), 0.01);
    referenceOptimizer.applyGradients([{ name: 'weights', tensor: tensor1d(gradientsAt(step)) }]);
  }
  const expected = reference.dataSync();
  expect(Math.max(...weights.map((weight, i) => Math.abs(weight - expected[i]!)))).toBeLessThan(1e-5);
  expect(Math.min(...weights.map((weight) => Math.abs(weight - 1)))).toBeGreaterThan(1e-3);
});

test('going on from its state gives the same bits as never having stopped', () => {
  const through = new Float32Array(size);
  const optimizer = adam(size);
  for (let step = 0; step < 10; step++) optimizer.apply(through, gradientsAt(step), 0.01);

  const resumed = new Float32Array(size);
  const first = adam(size);
  for (let step = 0; step < 4; step++) first.apply(resumed, gradientsAt(step), 0.01);
  const second = adam(size, structuredClone(first.state()));
  for (let step = 4; step < 10; step++) second.apply(resumed, gradientsAt(step), 0.01);
  expect(resumed).toEqual(through);
});

test('a state of another size or optimizer is refused', () => {
  expect(() => adam(3, adam(2).state())).toThrow('cannot resume Adam: slot mean holds 2 numbers, not 3');
  expect(() => adam(2, { scalars: {}, slots: {} })).toThrow('cannot resume Adam: slot mean holds no numbers, not 2');
  const { slots } = adam(2).state();
  expect(() => adam(2, { scalars: {}, slots })).toThrow('cannot resume Adam: the state has no power1');
});
