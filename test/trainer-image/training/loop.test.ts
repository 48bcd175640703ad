import { beforeAll, expect, test } from '@jest/globals';
import { engine } from '@tensorflow/tfjs-core';
import { readDigits } from '../../../trainer-image/src/data/digits.ts';
import { digitsExperiment, type DigitsHyperparameters } from '../../../trainer-image/src/recipes/digits-cnn.ts';
import type { Experiment } from '../../../trainer-image/src/recipes/recipe.ts';
import { train, type Request, type TrainingEvent } from '../../../trainer-image/src/training/loop.ts';
import type { TrainingState } from '../../../trainer-image/src/training/state.ts';
import { useWasm } from '../wasm.ts';

const digits = readDigits();

const small: DigitsHyperparameters = {
  epochs: 4,
  batchSize: 128,
  learningRate: 0.005,
  seed: 3,
  filters: 2,
  maxShiftPixels: 1,
};

const experimentOf = (changes: Partial<DigitsHyperparameters>) => digitsExperiment({ ...small, ...changes }, digits);

let through: Awaited<ReturnType<typeof trained>>;

beforeAll(async () => {
  await useWasm();
  through = await trained(experimentOf({}));
});

/** Trains, asking for something before a step (counted from 0), and keeps all that is said. */
async function trained(experiment: Experiment, options: { at?: number; ask?: Request; from?: TrainingState } = {}) {
  const events: TrainingEvent[] = [];
  let step = options.from?.position.step ?? 0;
  let isAsked = false;
  const outcome = await train(
    experiment,
    {
      poll() {
        const isTime = step === options.at && !isAsked;
        if (isTime) isAsked = true;
        return isTime ? options.ask : undefined;
      },
      emit(event) {
        if (event.kind === 'step') step = event.step;
        events.push(event);
      },
    },
    { from: options.from },
  );
  return { outcome, events };
}

test('the same seed gives the same weights and optimizer, bit for bit; another seed gives others', async () => {
  const first = await trained(experimentOf({ epochs: 1 }));
  const second = await trained(experimentOf({ epochs: 1 }));
  const other = await trained(experimentOf({ epochs: 1, seed: 4 }));
  expect(second.outcome.state).toEqual(first.outcome.state);
  expect(second.events).toEqual(first.events);
  expect(other.outcome.state.weights).not.toEqual(first.outcome.state.weights);
});

const stops = [
  { reason: 'between two epochs', at: 22 },
  { reason: 'in the middle of an epoch', at: 27 },
  { reason: 'before the first step', at: 0 },
];

test.each(stops)('stopped $reason and resumed, it ends with the bits of a training never stopped', async ({ at }) => {
  const before = await trained(experimentOf({}), { at, ask: 'stop' });
  expect(before.outcome).toMatchObject({ kind: 'stopped', state: { position: { step: at } } });
  const after = await trained(experimentOf({}), { from: structuredClone(before.outcome.state) });
  expect(after.outcome).toMatchObject({ kind: 'finished' });
  expect(after.outcome.state).toEqual(through.outcome.state);
  expect([...before.events, ...after.events]).toEqual(through.events);
});

test('saving changes nothing, and what is saved is of that very step', async () => {
  const through = await trained(experimentOf({ epochs: 1 }));
  const saving = await trained(experimentOf({ epochs: 1 }), { at: 5, ask: 'save' });
  expect(saving.outcome.state).toEqual(through.outcome.state);
  const saved = saving.events.flatMap((event) => (event.kind === 'saved' ? [event.state] : []));
  expect(saved).toMatchObject([{ position: { epoch: 0, batch: 5, step: 5 }, epochLoss: { batches: 5 } }]);
  const resumed = await trained(experimentOf({ epochs: 1 }), { from: saved[0]! });
  expect(resumed.outcome.state).toEqual(through.outcome.state);
});

test('a finished training that is started again only measures', async () => {
  const first = await trained(experimentOf({ epochs: 1 }));
  const again = await trained(experimentOf({ epochs: 1 }), { from: first.outcome.state });
  expect(again.events).toEqual([]);
  expect(again.outcome.state).toEqual(first.outcome.state);
  expect(again.outcome).toMatchObject({ metrics: { accuracy: expect.any(Number) } });
});

test('steps, epochs and learning rate are told in order', async () => {
  const { events } = await trained(experimentOf({ epochs: 2 }));
  const kinds = events.map((event) => event.kind);
  const epoch = [...new Array<string>(11).fill('step'), 'epoch'];
  expect(kinds).toEqual([...epoch, ...epoch]);
  const rates = events.flatMap((event) => (event.kind === 'step' ? [event.learningRate] : []));
  expect(rates[0]).toBe(0.005);
  expect(rates[11]).toBeCloseTo(0.0025, 10);
  expect(rates.at(-1)).toBeGreaterThan(0);
  const losses = events.flatMap((event) => (event.kind === 'epoch' ? [event.loss] : []));
  expect(losses[1]).toBeLessThan(losses[0]!);
});

test('no step leaves a tensor behind', async () => {
  const counts: number[] = [];
  await train(experimentOf({ epochs: 1 }), {
    poll: () => undefined,
    emit: () => void counts.push(engine().backend.numDataIds()),
  });
  expect(new Set(counts).size).toBe(1);
});

test('a loss that is no number ends the training with the place where it happened', async () => {
  const experiment = experimentOf({});
  const broken = { ...experiment, learningRateAt: (step: number) => (step < 3 ? 0.005 : Number.NaN) };
  await expect(trained(broken)).rejects.toMatchObject({
    reason: 'dataError',
    message:
      'cannot go on: the loss is NaN at step 5 (batch 4 of epoch 0, both from 0); a smaller learningRate may help',
  });
});

test('more examples in a batch than there are is refused', async () => {
  const experiment = { ...experimentOf({}), examples: 100 };
  await expect(trained(experiment)).rejects.toMatchObject({
    reason: 'usage',
    message: 'cannot fill a batch: hyperparameter batchSize is 128, and there are 100 examples',
  });
});
