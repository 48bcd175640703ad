import { beforeAll, expect, test } from '@jest/globals';
import { readOpticks, type SplitText } from '../../../trainer-image/src/data/opticks.ts';
import { permutation, randomAt } from '../../../trainer-image/src/data/random.ts';
import {
  textExperiment,
  transformerText,
  type TextHyperparameters,
} from '../../../trainer-image/src/recipes/transformer-text.ts';
import { train } from '../../../trainer-image/src/training/loop.ts';
import { useWasm } from '../wasm.ts';

beforeAll(useWasm);

const text = readOpticks();

/** Small and short: a quarter of a minute. The tier `trainer` trains what the recipe promises. */
const small: TextHyperparameters = {
  epochs: 1,
  batchSize: 32,
  learningRate: 0.01,
  seed: 1,
  length: 32,
  width: 32,
  heads: 2,
  blocks: 1,
  dropout: 0,
};

async function accuracyOn(on: SplitText): Promise<number> {
  const part = { ...on, training: on.training.subarray(0, 100_000), test: on.test.subarray(0, 10_000) };
  const outcome = await train(textExperiment(small, part), { poll: () => undefined, emit: () => undefined });
  if (outcome.kind !== 'finished') throw new Error('stopped, and nobody asked for it');
  return outcome.metrics['accuracy']!;
}

test('a small model learns from a part of the text what characters alone do not tell', async () => {
  expect(await accuracyOn(text)).toBeGreaterThan(0.28);
});

test('from shuffled characters it learns none of that: blanks are a sixth of the text', async () => {
  const order = permutation(text.training.length, randomAt(1, 'shuffled text'));
  const training = Uint8Array.from(order, (index) => text.training[index]!);
  expect(await accuracyOn({ ...text, training })).toBeLessThan(0.21);
});

test('the vendored text is plain prose, and its end is kept apart', () => {
  expect(text.alphabet).toMatch(/^[\n -~]+$/);
  expect([text.alphabet.length, text.training.length, text.test.length]).toEqual([78, 233_006, 25_890]);
});

test('heads that do not divide the width are refused', () => {
  expect(() => transformerText.experiment({ heads: 5 }, [])).toThrow(
    'cannot train transformer-text: hyperparameter heads is 5; it must divide width, which is 64',
  );
});
