import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { classes, readFashion, side, type Fashion } from '../data/fashion.ts';
import { folderOf } from '../data/inputs.ts';
import { integerBelow } from '../data/random.ts';
import { seededDropout } from '../layers/seeded-dropout.ts';
import type { Noise } from '../training/noise.ts';
import { crossEntropy } from '../training/cross-entropy.ts';
import { accuracyOf, oneHotLabels } from './image-classes.ts';
import { heNormal } from './initializers.ts';
import { halfCosine } from './learning-rate.ts';
import { recipe, type Experiment } from './recipe.ts';
import { scheduleNames, scheduleProperties, type Schedule } from './schedule.ts';

/** What may be set in `spec.trainer.hyperparameters`. */
export interface FashionHyperparameters extends Schedule {
  /** Filters of the first convolution; the second has twice as many. */
  readonly filters: number;
  /** The part of the last hidden layer that is dropped in each step. */
  readonly dropout: number;
}

/** Clothes of 28 × 28 pixels, recognised by a convolutional network. */
export const fashionCnn = recipe<FashionHyperparameters>({
  name: 'fashion-cnn',
  description: 'Recognises clothes: Fashion-MNIST, 70,000 images of 28 × 28 pixels from the input fashion-mnist.',
  goal: { metric: 'accuracy', atLeast: 0.89 },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: [...scheduleNames, 'filters', 'dropout'],
    properties: {
      ...scheduleProperties({ epochs: 4, batchSize: 64, learningRate: 0.002 }),
      filters: { type: 'integer', minimum: 1, maximum: 256, default: 16 },
      dropout: { type: 'number', minimum: 0, maximum: 0.9, default: 0.2 },
    },
  },
  experiment: (hyperparameters, inputs) =>
    fashionExperiment(hyperparameters, readFashion(folderOf(inputs, 'fashion-mnist'))),
});

/** The experiment on given images. */
export function fashionExperiment(hyperparameters: FashionHyperparameters, fashion: Fashion): Experiment {
  const { training, test } = fashion;
  return {
    schedule: hyperparameters,
    hyperparameters: { ...hyperparameters },
    dataDigest: fashion.sha256,
    examples: training.labels.length,
    testExamples: test.labels.length,
    model: (noise) => network(hyperparameters, noise),
    batch: (indices, random) => ({
      inputs: images(training.pixels, indices, () => integerBelow(2, random) === 1),
      targets: oneHotLabels(training.labels, indices, classes),
    }),
    loss: crossEntropy,
    learningRateAt: (step, totalSteps) => hyperparameters.learningRate * halfCosine(step / totalSteps),
    evaluate: (model) => ({
      accuracy: accuracyOf(model, test.labels, (from, to) =>
        images(
          test.pixels,
          Uint32Array.from({ length: to - from }, (_, i) => from + i),
          () => false,
        ),
      ),
    }),
  };
}

function network({ seed, filters, dropout }: FashionHyperparameters, noise: Noise): LayersModel {
  const convolution = (name: string, count: number, input: object) =>
    layers.conv2d({
      ...input,
      name,
      filters: count,
      kernelSize: 3,
      activation: 'relu',
      kernelInitializer: heNormal(seed, name),
    });
  return sequential({
    name: 'fashion-cnn',
    layers: [
      convolution('convolution-1', filters, { inputShape: [side, side, 1] }),
      layers.maxPooling2d({ name: 'pooling-1', poolSize: 2 }),
      convolution('convolution-2', 2 * filters, {}),
      layers.maxPooling2d({ name: 'pooling-2', poolSize: 2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'dense', units: 128, activation: 'relu', kernelInitializer: heNormal(seed, 'dense') }),
      seededDropout({ name: 'dropout', rate: dropout }, noise),
      layers.dense({ name: 'logits', units: classes, kernelInitializer: heNormal(seed, 'logits') }),
    ],
  });
}

/** Copies images as numbers from 0 to 1, those that shall be seen in a mirror from right to left. */
function images(pixels: Uint8Array, indices: Uint32Array, isMirrored: () => boolean): Tensor {
  const size = side * side;
  const values = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    const mirrored = isMirrored();
    for (let pixel = 0; pixel < size; pixel++) {
      const column = pixel % side;
      const from = mirrored ? pixel - column + (side - 1 - column) : pixel;
      values[i * size + pixel] = pixels[index * size + from]! / 255;
    }
  });
  return tensor4d(values, [indices.length, side, side, 1]);
}
