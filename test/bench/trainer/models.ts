import { oneHot, tensor, tensor1d } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { readOpticks } from '../../../trainer-image/src/data/opticks.ts';
import { integerBelow, randomAt } from '../../../trainer-image/src/data/random.ts';
import type { Batch, Experiment } from '../../../trainer-image/src/recipes/recipe.ts';
import { textExperiment } from '../../../trainer-image/src/recipes/transformer-text.ts';
import { crossEntropy } from '../../../trainer-image/src/training/cross-entropy.ts';

/** What is measured: the models of steps.py, layer by layer, and one batch of each. */
export interface Measured {
  readonly experiment: Pick<Experiment, 'model' | 'loss'>;
  readonly batch: () => Batch;
}

const batchSize = 64;

function imageBatch(shape: readonly number[]): Batch {
  const random = randomAt(1, 'benchmark');
  const size = [batchSize, ...shape].reduce((product, length) => product * length, 1);
  const labels = Array.from({ length: batchSize }, () => integerBelow(10, random));
  return {
    inputs: tensor(Float32Array.from({ length: size }, random), [batchSize, ...shape]),
    targets: oneHot(tensor1d(labels, 'int32'), 10),
  };
}

function classifier(model: () => LayersModel, shape: readonly number[]): Measured {
  return { experiment: { model, loss: crossEntropy }, batch: () => imageBatch(shape) };
}

const cnn = () =>
  sequential({
    layers: [
      layers.conv2d({ inputShape: [28, 28, 1], filters: 16, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }),
      layers.dense({ units: 10 }),
    ],
  });

const mlp = () =>
  sequential({
    layers: [layers.dense({ inputShape: [784], units: 128, activation: 'relu' }), layers.dense({ units: 10 })],
  });

function transformer(): Measured {
  const schedule = { epochs: 1, batchSize: 16, learningRate: 0.001, seed: 1 };
  const shape = { length: 64, width: 64, heads: 4, blocks: 1, dropout: 0 };
  const experiment = textExperiment({ ...schedule, ...shape }, readOpticks());
  const first = Uint32Array.from({ length: schedule.batchSize }, (_, i) => i);
  return { experiment, batch: () => experiment.batch(first, randomAt(1, 'benchmark'), {}) };
}

/** The models by their names. */
export const models: Readonly<Record<string, () => Measured>> = {
  cnn: () => classifier(cnn, [28, 28, 1]),
  mlp: () => classifier(mlp, [784]),
  transformer,
};
