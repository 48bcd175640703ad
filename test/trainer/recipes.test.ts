import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFashion } from '../../trainer-image/src/data/fashion.ts';
import { readOpticks } from '../../trainer-image/src/data/opticks.ts';
import { permutation, randomAt } from '../../trainer-image/src/data/random.ts';
import {
  fashionCnn,
  fashionExperiment,
  type FashionHyperparameters,
} from '../../trainer-image/src/recipes/fashion-cnn.ts';
import type { Experiment } from '../../trainer-image/src/recipes/recipe.ts';
import {
  textExperiment,
  transformerText,
  type TextHyperparameters,
} from '../../trainer-image/src/recipes/transformer-text.ts';
import { train } from '../../trainer-image/src/training/loop.ts';
import { useNative } from '../trainer-image/native.ts';

const isFull = process.env['CROSSTRAIN_FULL'] === '1';
const seeds = isFull ? [1, 2, 3, 4, 5] : [1];
const fashionFolder = process.env['CROSSTRAIN_FASHION_MNIST'];
const testFashion = fashionFolder === undefined ? test.skip : test;
const minutes = 60_000;

beforeAll(useNative);

async function accuracyOf(experiment: Experiment): Promise<number> {
  const control = { poll: () => undefined, emit: () => undefined };
  const outcome = await train(experiment, control, { execution: 'traced' });
  if (outcome.kind !== 'finished') throw new Error('stopped, and nobody asked for it');
  const accuracy = outcome.metrics['accuracy']!;
  process.stderr.write(`accuracy ${accuracy.toFixed(4)}\n`);
  return accuracy;
}

function shuffled(values: Uint8Array, seed: number): Uint8Array {
  return Uint8Array.from(permutation(values.length, randomAt(seed, 'shuffled')), (index) => values[index]!);
}

describe.each(seeds)('with seed %i', (seed) => {
  test(
    'transformer-text reaches its goal on text that it never saw',
    async () => {
      const accuracy = await accuracyOf(transformerText.experiment({ seed }, []));
      expect(accuracy).toBeGreaterThanOrEqual(transformerText.goal.atLeast);
    },
    10 * minutes,
  );

  test(
    'transformer-text learns nothing but what is frequent from shuffled characters',
    async () => {
      const text = readOpticks();
      const given = transformerText.experiment({ seed, epochs: 1 }, [])
        .hyperparameters as unknown as TextHyperparameters;
      const experiment = textExperiment(given, { ...text, training: shuffled(text.training, seed) });
      // A blank is 18 % of the text.
      expect(await accuracyOf(experiment)).toBeLessThan(0.21);
    },
    10 * minutes,
  );

  testFashion(
    'fashion-cnn reaches its goal on the images that it never saw',
    async () => {
      const inputs = [{ name: 'fashion-mnist', uri: 'pvc://data', path: fashionFolder }];
      const accuracy = await accuracyOf(fashionCnn.experiment({ seed }, inputs));
      expect(accuracy).toBeGreaterThanOrEqual(fashionCnn.goal.atLeast);
    },
    10 * minutes,
  );

  testFashion(
    'fashion-cnn only guesses after shuffled labels',
    async () => {
      const inputs = [{ name: 'fashion-mnist', uri: 'pvc://data', path: fashionFolder }];
      const given = fashionCnn.experiment({ seed, epochs: 1 }, inputs)
        .hyperparameters as unknown as FashionHyperparameters;
      const fashion = readFashion(fashionFolder!);
      const training = { ...fashion.training, labels: shuffled(fashion.training.labels, seed) };
      expect(await accuracyOf(fashionExperiment(given, { ...fashion, training }))).toBeLessThan(0.2);
    },
    10 * minutes,
  );
});
