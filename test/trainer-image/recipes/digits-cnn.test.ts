import { beforeAll, describe, expect, test } from '@jest/globals';
import { readDigits, type SplitDigits } from '../../../trainer-image/src/data/digits.ts';
import { permutation, randomAt } from '../../../trainer-image/src/data/random.ts';
import {
  digitsCnn,
  digitsExperiment,
  type DigitsHyperparameters,
} from '../../../trainer-image/src/recipes/digits-cnn.ts';
import { train } from '../../../trainer-image/src/training/loop.ts';
import { useWasm } from '../wasm.ts';

const isFull = process.env['CROSSTRAIN_FULL'] === '1';

/** What the recipe promises: on two cores. */
const goalSeconds = 120;

/** Guessing names one digit of ten; 360 guesses are right more often than this once in a million. */
const chance = 0.18;

const digits = readDigits();

beforeAll(useWasm);

/** Trains as the recipe says, and returns the accuracy on the images never trained on. */
async function accuracyOf(hyperparameters: Partial<DigitsHyperparameters>, images: SplitDigits): Promise<number> {
  const all = digitsCnn.experiment(hyperparameters, []).hyperparameters as unknown as DigitsHyperparameters;
  const outcome = await train(digitsExperiment(all, images), { poll: () => undefined, emit: () => undefined });
  if (outcome.kind !== 'finished') throw new Error('stopped, and nobody asked for it');
  return outcome.metrics['accuracy']!;
}

/** The same images, each with the label of another one. */
function withShuffledLabels({ training, ...rest }: SplitDigits, seed: number): SplitDigits {
  const order = permutation(training.labels.length, randomAt(seed, 'shuffled labels'));
  const labels = Uint8Array.from(order, (index) => training.labels[index]!);
  return { ...rest, training: { pixels: training.pixels, labels } };
}

const seeds = isFull ? [1, 2, 3, 4, 5] : [1];

describe.each(seeds)('with seed %i', (seed) => {
  test(
    'the model names at least 97.0 % of the digits that it never saw, in time',
    async () => {
      const start = performance.now();
      expect(await accuracyOf({ seed }, digits)).toBeGreaterThanOrEqual(digitsCnn.goal.atLeast);
      expect((performance.now() - start) / 1000).toBeLessThan(goalSeconds);
    },
    goalSeconds * 1000,
  );

  test(
    'trained on shuffled labels it only guesses: the accuracy comes from the digits, not from a leak',
    async () => {
      const epochs = isFull ? {} : { epochs: 3 };
      expect(await accuracyOf({ seed, ...epochs }, withShuffledLabels(digits, seed))).toBeLessThan(chance);
    },
    goalSeconds * 1000,
  );
});

test('a training image is only moved, by as much as the hyperparameter says', () => {
  const hyperparameters = { epochs: 1, batchSize: 1, learningRate: 0.1, seed: 1, filters: 1 };
  const random = randomAt(1, 'shift');
  const moved = (maxShiftPixels: number) => {
    const { inputs, targets } = digitsExperiment({ ...hyperparameters, maxShiftPixels }, digits).batch(
      Uint32Array.of(0),
      random,
      {},
    );
    const values = [Array.from(inputs.dataSync()), Array.from(targets.dataSync())] as const;
    inputs.dispose();
    targets.dispose();
    return values;
  };
  const image = Array.from(digits.training.pixels.subarray(0, 64));
  expect(moved(0)).toEqual([image, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
  const places = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => movedBy(image, down, right).join()));
  const seen = new Set(Array.from({ length: 100 }, () => moved(1)[0].join()));
  expect([...seen].sort()).toEqual(places.sort());
});

function movedBy(image: readonly number[], down: number, right: number): number[] {
  return image.map((_, pixel) => {
    const [y, x] = [Math.floor(pixel / 8) - down, (pixel % 8) - right];
    return y >= 0 && y < 8 && x >= 0 && x < 8 ? image[y * 8 + x]! : 0;
  });
}
