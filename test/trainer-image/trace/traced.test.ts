import { beforeAll, describe, expect } from '@jest/globals';
import { add, engine, scalar, type Scalar } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { readDigits } from '../../../trainer-image/src/data/digits.ts';
import { seededDropout } from '../../../trainer-image/src/layers/seeded-dropout.ts';
import { digitsExperiment, type DigitsHyperparameters } from '../../../trainer-image/src/recipes/digits-cnn.ts';
import type { Experiment } from '../../../trainer-image/src/recipes/recipe.ts';
import {
  train,
  type ExecutionChoice,
  type Request,
  type TrainingEvent,
} from '../../../trainer-image/src/training/loop.ts';
import type { TrainingState } from '../../../trainer-image/src/training/state.ts';
import { testNative as test, useNative } from '../native.ts';

const digits = readDigits();

const small: DigitsHyperparameters = {
  epochs: 2,
  batchSize: 128,
  learningRate: 0.005,
  seed: 3,
  filters: 2,
  maxShiftPixels: 1,
};

const plain: Experiment = digitsExperiment(small, digits);

/** With all that changes from step to step beside the weights: moving averages, drawn masks, and a smaller last batch. */
const changing: Experiment = {
  ...plain,
  keepsPartialBatch: true,
  model: (noise) =>
    sequential({
      layers: [
        layers.flatten({ name: 'flatten', inputShape: [8, 8, 1] }),
        layers.dense({ name: 'dense', units: 32, activation: 'relu' }),
        layers.batchNormalization({ name: 'normalization' }),
        seededDropout({ name: 'dropout', rate: 0.3 }, noise),
        layers.dense({ name: 'logits', units: 10 }),
      ],
    }),
};

beforeAll(useNative);

interface Options {
  readonly at?: number;
  readonly ask?: Request;
  readonly from?: TrainingState;
}

async function trained(experiment: Experiment, execution: ExecutionChoice, { at, ask, from }: Options = {}) {
  const events: TrainingEvent[] = [];
  const tensors = new Set<number>();
  let step = from?.position.step ?? 0;
  let isAsked = false;
  const control = {
    poll: () => {
      if (step !== at || isAsked) return undefined;
      isAsked = true;
      return ask;
    },
    emit: (event: TrainingEvent) => {
      events.push(event);
      if (event.kind !== 'step') return;
      step = event.step;
      if (step > 4) tensors.add(engine().backend.numDataIds());
    },
  };
  const outcome = await train(experiment, control, { from, execution });
  const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
  const executions = events.flatMap((event) => (event.kind === 'execution' ? [event.execution] : []));
  return { outcome, losses, executions, tensors };
}

/** The same start for both: a layer without a seed of its own draws its weights from the clock. */
async function bothWays(experiment: Experiment) {
  const { outcome } = await trained({ ...experiment, schedule: { ...experiment.schedule, epochs: 1 } }, 'eager', {
    at: 0,
    ask: 'stop',
  });
  const from = outcome.state;
  return { eager: await trained(experiment, 'eager', { from }), traced: await trained(experiment, 'traced', { from }) };
}

const models = [
  { reason: 'a convolutional network with a learning rate that falls', experiment: plain, isAlike: 1e-2 },
  { reason: 'moving averages, dropout and a smaller last batch', experiment: changing, isAlike: 2e-2 },
];

describe.each(models)('$reason', ({ experiment, isAlike }) => {
  test('a traced training loses and measures as an eager one (npm run build:native)', async () => {
    const { eager, traced } = await bothWays(experiment);
    expect(eager.executions).toEqual([]);
    expect(traced.executions).toEqual([{ mode: 'traced', operations: expect.any(Number) }]);
    expect(traced.losses.length).toBe(eager.losses.length);
    const apart = traced.losses.map((loss, i) => Math.abs(loss - eager.losses[i]!) / eager.losses[i]!);
    expect(Math.max(...apart)).toBeLessThan(isAlike);
    const averages = ({ outcome }: typeof eager) => {
      const { weights, layout } = outcome.state;
      return Array.from(weights.subarray(layout.trainable));
    };
    averages(traced).forEach((average, i) => expect(average).toBeCloseTo(averages(eager)[i]!, 2));
  });

  test('stopped and resumed, it ends with the bits of a training never stopped (npm run build:native)', async () => {
    const first = await trained(experiment, 'traced', { at: 0, ask: 'stop' });
    const from = first.outcome.state;
    const whole = await trained(experiment, 'traced', { from });
    const again = await trained(experiment, 'traced', { from });
    expect(again.outcome.state).toEqual(whole.outcome.state);
    const half = await trained(experiment, 'traced', { from, at: 7, ask: 'stop' });
    const rest = await trained(experiment, 'traced', { from: structuredClone(half.outcome.state) });
    expect(rest.outcome.state).toEqual(whole.outcome.state);
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
  });

  test('no step leaves a tensor behind (npm run build:native)', async () => {
    expect((await trained(experiment, 'traced')).tensors.size).toBe(1);
  });
});

test('a step that looks at the clock, or draws by itself, is not traced, and nothing is lost (npm run build:native)', async () => {
  // A constant of the graph: the same in the first step, another one in the second.
  const drawing = (): Experiment => {
    let drawn = 0;
    return {
      ...plain,
      batch: (indices, random) => {
        drawn = indices[0]!;
        return plain.batch(indices, random, {});
      },
      loss: (targets, outputs) => add(plain.loss(targets, outputs), scalar(drawn)) as Scalar,
    };
  };
  const eager = await trained(drawing(), 'eager');
  const traced = await trained(drawing(), 'traced');
  expect(traced.executions).toEqual([
    { mode: 'traced', operations: expect.any(Number) },
    {
      mode: 'eager',
      why: expect.stringMatching(/^its graph does not do the same: the loss is \S+ eager and \S+ traced$/),
    },
  ]);
  expect(traced.losses.length).toBe(eager.losses.length);
  const apart = traced.losses.map((loss, i) => Math.abs(loss - eager.losses[i]!) / eager.losses[i]!);
  expect(Math.max(...apart)).toBeLessThan(1e-3);
});

test('a loss that is no number ends the training there, traced as eager (npm run build:native)', async () => {
  const broken = { ...plain, learningRateAt: (step: number) => (step < 5 ? 0.005 : Number.NaN) };
  await expect(trained(broken, 'traced')).rejects.toMatchObject({
    reason: 'dataError',
    message:
      'cannot go on: the loss is NaN at step 7 (batch 6 of epoch 0, both from 0); a smaller learningRate may help',
  });
});

test('a checkpoint is never of weights that are no numbers (npm run build:native)', async () => {
  const broken = { ...plain, learningRateAt: (step: number) => (step < 5 ? 0.005 : Number.NaN) };
  await expect(trained(broken, 'traced', { at: 6, ask: 'save' })).rejects.toMatchObject({
    reason: 'dataError',
    message:
      'cannot go on: a weight is NaN at step 7 (batch 6 of epoch 0, both from 0); a smaller learningRate may help',
  });
});
