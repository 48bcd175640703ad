import { argMax, oneHot, tensor2d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { readOpticks, type SplitText } from '../data/opticks.ts';
import { integerBelow, type Random } from '../data/random.ts';
import { causalSelfAttention } from '../layers/causal-self-attention.ts';
import { layerNormalization } from '../layers/layer-normalization.ts';
import { positionEmbedding } from '../layers/position-embedding.ts';
import { seededDropout } from '../layers/seeded-dropout.ts';
import { TrainerError } from '../trainer-error.ts';
import { crossEntropy } from '../training/cross-entropy.ts';
import type { Noise } from '../training/noise.ts';
import { seedOf } from './initializers.ts';
import { halfCosine } from './learning-rate.ts';
import { recipe, type Experiment } from './recipe.ts';
import { scheduleNames, scheduleProperties, type Schedule } from './schedule.ts';

/** What may be set in `spec.trainer.hyperparameters`. */
export interface TextHyperparameters extends Schedule {
  /** Characters that the model sees at once. */
  readonly length: number;
  /** Numbers that stand for a place of the text, in each block; `heads` must divide it. */
  readonly width: number;
  readonly heads: number;
  /** Blocks of attention and dense layers, one behind the other. */
  readonly blocks: number;
  /** The part of each block's output that is dropped in each step. */
  readonly dropout: number;
}

/** English prose, read a character at a time by a small transformer. */
export const transformerText = recipe<TextHyperparameters>({
  name: 'transformer-text',
  description: 'Foretells the next character of English prose, Newton’s Opticks: a small causal transformer.',
  goal: { metric: 'accuracy', atLeast: 0.48 },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: [...scheduleNames, 'length', 'width', 'heads', 'blocks', 'dropout'],
    properties: {
      ...scheduleProperties({ epochs: 4, batchSize: 32, learningRate: 0.005 }),
      length: { type: 'integer', minimum: 2, maximum: 1024, default: 64 },
      width: { type: 'integer', minimum: 1, maximum: 1024, default: 64 },
      heads: { type: 'integer', minimum: 1, maximum: 64, default: 4 },
      blocks: { type: 'integer', minimum: 1, maximum: 24, default: 2 },
      dropout: { type: 'number', minimum: 0, maximum: 0.9, default: 0 },
    },
  },
  experiment: (hyperparameters) => textExperiment(hyperparameters, readOpticks()),
});

/** The experiment on a given text. */
export function textExperiment(hyperparameters: TextHyperparameters, text: SplitText): Experiment {
  const { length, width, heads } = hyperparameters;
  if (width % heads !== 0) {
    const sentence = `hyperparameter heads is ${heads}; it must divide width, which is ${width}`;
    throw new TrainerError('usage', `cannot train transformer-text: ${sentence}`);
  }
  const { alphabet, training, test } = text;
  const windows = (of: Uint8Array) => Math.floor((of.length - 1) / length);
  return {
    schedule: hyperparameters,
    hyperparameters: { ...hyperparameters },
    dataDigest: text.sha256,
    examples: windows(training),
    testExamples: windows(test),
    model: (noise) => network(hyperparameters, alphabet.length, noise),
    batch: (indices, random) => {
      const starts = Array.from(indices, (index) => startOf(index, training, { length, random }));
      const targets = windowsAt(
        training,
        starts.map((start) => start + 1),
        length,
      );
      return { inputs: windowsAt(training, starts, length), targets: oneHot(targets, alphabet.length) };
    },
    loss: crossEntropy,
    learningRateAt: (step, totalSteps) =>
      hyperparameters.learningRate * risingFirst(step) * halfCosine(step / totalSteps),
    evaluate: (trained) => ({ accuracy: accuracy(trained, test, length) }),
  };
}

/** Windows lie behind one another; each is moved by what is drawn, so that no two epochs see the same ones. */
function startOf(
  index: number,
  text: Uint8Array,
  { length, random }: { readonly length: number; readonly random: Random },
): number {
  const last = text.length - 1 - length;
  return Math.min(last, Math.max(0, index * length + integerBelow(length, random) - Math.floor(length / 2)));
}

function windowsAt(text: Uint8Array, starts: readonly number[], length: number): Tensor {
  const values = new Int32Array(starts.length * length);
  starts.forEach((start, i) => values.set(text.subarray(start, start + length), i * length));
  return tensor2d(values, [starts.length, length], 'int32');
}

/** Small steps until Adam knows how large the gradients are. */
function risingFirst(step: number): number {
  return Math.min(1, (step + 1) / 50);
}

function network(
  { seed, length, width, heads, blocks, dropout }: TextHyperparameters,
  characters: number,
  noise: Noise,
): LayersModel {
  const glorot = (name: string) => initializers.glorotUniform({ seed: seedOf(seed, name) });
  const normal = (name: string) => initializers.randomNormal({ stddev: 0.02, seed: seedOf(seed, name) });
  const dense = (name: string, units: number, activation: 'relu' | 'linear', from: SymbolicTensor) =>
    layers.dense({ name, units, activation, kernelInitializer: glorot(name) }).apply(from) as SymbolicTensor;
  const added = (name: string, from: SymbolicTensor, change: SymbolicTensor) => {
    const kept = seededDropout({ name: `${name}-dropout`, rate: dropout }, noise).apply(change) as SymbolicTensor;
    return layers.add({ name }).apply([from, kept]) as SymbolicTensor;
  };
  const normalized = (name: string, from: SymbolicTensor) => layerNormalization(name).apply(from) as SymbolicTensor;

  const text = input({ name: 'characters', shape: [length], dtype: 'int32' });
  const name = 'embedding';
  let flow = layers
    .embedding({ name, inputDim: characters, outputDim: width, embeddingsInitializer: normal(name) })
    .apply(text) as SymbolicTensor;
  flow = positionEmbedding({ name: 'positions', initializer: normal('positions') }).apply(flow) as SymbolicTensor;
  for (let block = 1; block <= blocks; block++) {
    const asked = dense(`asked-${block}`, 3 * width, 'linear', normalized(`normalized-${block}a`, flow));
    const seen = causalSelfAttention({ name: `attention-${block}`, heads }).apply(asked) as SymbolicTensor;
    flow = added(`seen-${block}`, flow, dense(`mixed-${block}`, width, 'linear', seen));
    const thought = dense(`wide-${block}`, 4 * width, 'relu', normalized(`normalized-${block}b`, flow));
    flow = added(`thought-${block}`, flow, dense(`narrow-${block}`, width, 'linear', thought));
  }
  const logits = dense('logits', characters, 'linear', normalized('normalized', flow));
  return model({ name: 'transformer-text', inputs: text, outputs: logits });
}

/** The part of the characters that the model foretells, in windows behind one another. */
function accuracy(trained: LayersModel, text: Uint8Array, length: number): number {
  const together = 32;
  const count = Math.floor((text.length - 1) / length);
  let right = 0;
  for (let from = 0; from < count; from += together) {
    const starts = Array.from({ length: Math.min(together, count - from) }, (_, i) => (from + i) * length);
    const named = tidy(() =>
      argMax(trained.apply(windowsAt(text, starts, length), { training: false }) as Tensor, 2).dataSync(),
    );
    starts.forEach((start, i) => {
      for (let place = 0; place < length; place++)
        right += named[i * length + place] === text[start + place + 1] ? 1 : 0;
    });
  }
  return right / (count * length);
}
