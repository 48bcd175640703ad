import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { readDigits, side, type Digits, type SplitDigits } from '../data/digits.ts';
import { integerBelow, type Random } from '../data/random.ts';
import { crossEntropy } from '../training/cross-entropy.ts';
import { accuracyOf, oneHotLabels } from './image-classes.ts';
import { heNormal } from './initializers.ts';
import { halfCosine } from './learning-rate.ts';
import { recipe, type Experiment } from './recipe.ts';
import { scheduleNames, scheduleProperties, type Schedule } from './schedule.ts';

/** What may be set in `spec.trainer.hyperparameters`. */
export interface DigitsHyperparameters extends Schedule {
  /** Filters of the first convolution; the second has twice as many. */
  readonly filters: number;
  /** By how many pixels at most a training image is moved, in each direction. */
  readonly maxShiftPixels: number;
}

/** Handwritten digits of 8 × 8 pixels, recognised by a small convolutional network. */
export const digitsCnn = recipe<DigitsHyperparameters>({
  name: 'digits-cnn',
  description: 'Recognises handwritten digits: 1797 real images of 8 × 8 pixels, a small convolutional network.',
  goal: { metric: 'accuracy', atLeast: 0.97 },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: [...scheduleNames, 'filters', 'maxShiftPixels'],
    properties: {
      ...scheduleProperties({ epochs: 10, batchSize: 32, learningRate: 0.005 }),
      filters: { type: 'integer', minimum: 1, maximum: 256, default: 16 },
      maxShiftPixels: { type: 'integer', minimum: 0, maximum: 3, default: 1 },
    },
  },
  experiment: (hyperparameters) => digitsExperiment(hyperparameters, readDigits()),
});

/** The experiment on given images; a test gives others than the real ones. */
export function digitsExperiment(hyperparameters: DigitsHyperparameters, digits: SplitDigits): Experiment {
  const { training, test } = digits;
  return {
    schedule: hyperparameters,
    hyperparameters: { ...hyperparameters },
    dataDigest: digits.sha256,
    examples: training.labels.length,
    testExamples: test.labels.length,
    model: () => network(hyperparameters),
    batch: (indices, random) => ({
      inputs: images(shifted(training, indices, hyperparameters.maxShiftPixels, random)),
      targets: oneHotLabels(training.labels, indices, 10),
    }),
    loss: crossEntropy,
    learningRateAt: (step, totalSteps) => hyperparameters.learningRate * halfCosine(step / totalSteps),
    evaluate: (model) => ({
      accuracy: accuracyOf(model, test.labels, (from, to) =>
        images(test.pixels.subarray(from * side * side, to * side * side)),
      ),
    }),
  };
}

function network({ seed, filters }: DigitsHyperparameters): LayersModel {
  const convolution = (name: string, count: number, input: object) =>
    layers.conv2d({
      ...input,
      name,
      filters: count,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: heNormal(seed, name),
    });
  return sequential({
    name: 'digits-cnn',
    layers: [
      convolution('convolution-1', filters, { inputShape: [side, side, 1] }),
      convolution('convolution-2', 2 * filters, {}),
      layers.maxPooling2d({ name: 'pooling', poolSize: 2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'dense', units: 64, activation: 'relu', kernelInitializer: heNormal(seed, 'dense') }),
      layers.dense({ name: 'logits', units: 10, kernelInitializer: heNormal(seed, 'logits') }),
    ],
  });
}

/** Copies images, each moved by what is drawn; what moves in from outside is paper. */
function shifted({ pixels }: Digits, indices: Uint32Array, maxShift: number, random: Random): Float32Array {
  const size = side * side;
  const moved = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    const down = integerBelow(2 * maxShift + 1, random) - maxShift;
    const right = integerBelow(2 * maxShift + 1, random) - maxShift;
    for (let y = Math.max(0, down); y < Math.min(side, side + down); y++) {
      for (let x = Math.max(0, right); x < Math.min(side, side + right); x++) {
        moved[i * size + y * side + x] = pixels[index * size + (y - down) * side + (x - right)]!;
      }
    }
  });
  return moved;
}

function images(pixels: Float32Array): Tensor {
  return tensor4d(pixels, [pixels.length / (side * side), side, side, 1]);
}
