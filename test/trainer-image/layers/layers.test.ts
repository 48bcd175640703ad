import { beforeAll, expect, test } from '@jest/globals';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { layers as shipped } from '@tensorflow/tfjs-layers';
import { integerBelow, randomAt } from '../../../trainer-image/src/data/random.ts';
import { causalSelfAttention } from '../../../trainer-image/src/layers/causal-self-attention.ts';
import { layerNormalization } from '../../../trainer-image/src/layers/layer-normalization.ts';
import { seededDropout } from '../../../trainer-image/src/layers/seeded-dropout.ts';
import { stepNoise } from '../../../trainer-image/src/training/noise.ts';
import { useWasm } from '../wasm.ts';

beforeAll(useWasm);

function drawn(shape: number[], seed = 1): Tensor {
  const random = randomAt(seed, 'layers');
  return tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() - 0.5),
    shape,
  );
}

const numbers = (of: unknown) => Array.from((of as Tensor).dataSync());

test('layer normalization gives what the library’s own layer gives', () => {
  const input = drawn([2, 3, 8]);
  const ours = numbers(layerNormalization('ours').apply(input));
  const theirs = numbers(shipped.layerNormalization({ epsilon: 1e-5 }).apply(input));
  ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i]!, 5));
});

test('attention mixes what it is told to, and no place sees those after it', () => {
  const [batch, length, width, heads] = [2, 5, 4, 2];
  const layer = causalSelfAttention({ name: 'attention', heads });
  const input = drawn([batch, length, 3 * width]);
  const before = numbers(layer.apply(input));
  expect(before.length).toBe(batch * length * width);
  const place = integerBelow(length, randomAt(1, 'place'));
  const changed = Float32Array.from(input.dataSync());
  for (let i = 0; i < 3 * width; i++) changed[place * 3 * width + i]! += 1;
  const after = numbers(layer.apply(tensor(changed, [batch, length, 3 * width])));
  const differs = before.map((value, i) => value !== after[i]);
  const placesThatDiffer = new Set(differs.flatMap((is, i) => (is ? [Math.floor(i / width)] : [])));
  expect([...placesThatDiffer]).toEqual(Array.from({ length: length - place }, (_, i) => place + i));
  // The first place can only look at itself: what it gives is its own value.
  expect(before.slice(0, width)).toEqual(numbers(input).slice(2 * width, 3 * width));
});

test('dropout drops its part while training only, and draws the same again from the same stream', () => {
  const noise = stepNoise();
  const layer = seededDropout({ name: 'dropout', rate: 0.25 }, noise);
  const input = tensor(new Float32Array(10_000).fill(1), [100, 100]);
  const masked = (place: string) => {
    noise.begin(randomAt(1, place));
    return numbers(layer.apply(input, { training: true }));
  };
  const first = masked('first');
  expect(masked('first')).toEqual(first);
  expect(masked('second')).not.toEqual(first);
  expect([...new Set(first)].sort()).toEqual([0, Math.fround(4 / 3)]);
  expect(first.filter((value) => value === 0).length).toBeGreaterThan(2300);
  expect(first.filter((value) => value === 0).length).toBeLessThan(2700);
  expect(new Set(numbers(layer.apply(input)))).toEqual(new Set([1]));
});

test('noise is drawn within a step only', () => {
  expect(() => stepNoise().uniform([1])).toThrow('cannot draw noise: no step has begun');
});
