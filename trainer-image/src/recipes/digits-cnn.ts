import { argMax, losses, oneHot, tensor1d, tensor4d, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { readDigits, side, type Digits, type SplitDigits } from '../data/digits.ts';
import { integerBelow, randomAt, type Random } from '../data/random.ts';
import { recipe, type Experiment, type Schedule } from './recipe.ts';

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
    required: ['epochs', 'batchSize', 'learningRate', 'seed', 'filters', 'maxShiftPixels'],
    properties: {
      epochs: { type: 'integer', minimum: 1, maximum: 1000, default: 10 },
      batchSize: { type: 'integer', minimum: 1, maximum: 1024, default: 32 },
      learningRate: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.005 },
      seed: { type: 'integer', minimum: 0, maximum: 4294967295, default: 1 },
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
      targets: oneHot(
        tensor1d(
          Array.from(indices, (index) => training.labels[index]!),
          'int32',
        ),
        10,
      ),
    }),
    loss: (targets, outputs): Scalar => losses.softmaxCrossEntropy(targets, outputs),
    learningRateAt: (step, totalSteps) => hyperparameters.learningRate * halfCosine(step / totalSteps),
    evaluate: (model) => ({ accuracy: accuracy(model, test) }),
  };
}

function network({ seed, filters }: DigitsHyperparameters): LayersModel {
  // The seed of a layer's weights must not be 0: TensorFlow.js takes that for "no seed".
  const drawn = (layer: string) =>
    initializers.heNormal({ seed: 1 + integerBelow(2 ** 31 - 1, randomAt(seed, 'weights', layer)) });
  const convolution = (name: string, count: number, input: object) =>
    layers.conv2d({
      ...input,
      name,
      filters: count,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: drawn(name),
    });
  return sequential({
    name: 'digits-cnn',
    layers: [
      convolution('convolution-1', filters, { inputShape: [side, side, 1] }),
      convolution('convolution-2', 2 * filters, {}),
      layers.maxPooling2d({ name: 'pooling', poolSize: 2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'dense', units: 64, activation: 'relu', kernelInitializer: drawn('dense') }),
      layers.dense({ name: 'logits', units: 10, kernelInitializer: drawn('logits') }),
    ],
  });
}

/** From 1 at the start down to 0 at the end, slowly at both: large steps first, fine ones last. */
function halfCosine(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
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

/** The part of the images whose digit the model names. */
function accuracy(model: LayersModel, { pixels, labels }: Digits): number {
  return tidy(() => {
    const outputs = model.apply(images(pixels), { training: false }) as Tensor;
    const named = argMax(outputs, 1).dataSync();
    return labels.reduce((right, label, i) => right + (named[i] === label ? 1 : 0), 0) / labels.length;
  });
}

function images(pixels: Float32Array): Tensor {
  return tensor4d(pixels, [pixels.length / (side * side), side, side, 1]);
}
