import { tidy } from '@tensorflow/tfjs-core';
import { permutation, randomAt } from '../data/random.ts';
import type { Batch, Experiment } from '../recipes/recipe.ts';
import { TrainerError } from '../trainer-error.ts';
import { adam, type Optimizer } from './adam.ts';
import { learnerOf, type Learner } from './learner.ts';
import { start, type Position, type TrainingState } from './state.ts';

/** What the loop may be asked for between two steps. */
export type Request = 'save' | 'stop';

/** What happens while training, in order. */
export type TrainingEvent =
  | {
      readonly kind: 'step';
      /** Steps done, this one included. */
      readonly step: number;
      readonly loss: number;
      readonly learningRate: number;
    }
  | {
      readonly kind: 'epoch';
      /** Epochs done, this one included. */
      readonly epoch: number;
      readonly step: number;
      /** Mean over the epoch's batches. */
      readonly loss: number;
      /** Measured on the data never trained on. */
      readonly metrics: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'saved'; readonly state: TrainingState };

/** How a training is watched and steered. */
export interface Control {
  /** Called before every step until it returns nothing; what it asks for is done before that step. */
  readonly poll: () => Request | undefined;
  readonly emit: (event: TrainingEvent) => void;
}

/** How a training ended: at its end, or before because it was asked to stop. */
export type Outcome =
  | { readonly kind: 'stopped'; readonly state: TrainingState }
  | {
      readonly kind: 'finished';
      readonly state: TrainingState;
      readonly metrics: Readonly<Record<string, number>>;
      readonly learner: Learner;
    };

/** How many steps an experiment takes; examples that fill no batch are left out of an epoch. */
export function stepsOf({ examples, schedule }: Experiment): { readonly perEpoch: number; readonly total: number } {
  const perEpoch = Math.floor(examples / schedule.batchSize);
  return { perEpoch, total: perEpoch * schedule.epochs };
}

/**
 * Trains an experiment on the backend that is set, from its start or from a state.
 * Throws a TrainerError: `usage` where no batch can be filled, `dataError` where the loss is no number any more.
 */
export async function train(experiment: Experiment, control: Control, from?: TrainingState): Promise<Outcome> {
  const steps = stepsOf(experiment);
  if (steps.perEpoch === 0) throw cannotFillBatch(experiment);
  const learner = learnerOf(experiment);
  if (from !== undefined) learner.setWeights(from.weights);
  const weights = (await learner.weights()).subarray(0, learner.layout.trainable);
  const optimizer = adam(weights.length, from?.optimizer);
  let position = from?.position ?? start;
  let epochLoss = from?.epochLoss ?? { sum: 0, batches: 0 };
  let order: Uint32Array | undefined;
  let metrics: Readonly<Record<string, number>> | undefined;

  while (position.epoch < experiment.schedule.epochs) {
    for (let request = control.poll(); request !== undefined; request = control.poll()) {
      const state = await snapshot(learner, optimizer, { position, epochLoss });
      if (request === 'stop') return { kind: 'stopped', state };
      control.emit({ kind: 'saved', state });
    }
    order ??= orderOf(experiment, position.epoch);
    const { loss, gradients } = await learner.gradients(batchAt(experiment, order, position));
    if (!Number.isFinite(loss)) throw lossIsNoNumber(loss, position);
    const learningRate = experiment.learningRateAt(position.step, steps.total);
    optimizer.apply(weights, gradients, learningRate);
    learner.setWeights(weights);
    position = next(position, steps.perEpoch);
    epochLoss = { sum: epochLoss.sum + loss, batches: epochLoss.batches + 1 };
    control.emit({ kind: 'step', step: position.step, loss, learningRate });
    if (position.batch > 0) continue;
    metrics = experiment.evaluate(learner.model);
    const mean = epochLoss.sum / epochLoss.batches;
    control.emit({ kind: 'epoch', epoch: position.epoch, step: position.step, loss: mean, metrics });
    epochLoss = { sum: 0, batches: 0 };
    order = undefined;
  }
  const state = await snapshot(learner, optimizer, { position, epochLoss });
  return { kind: 'finished', state, metrics: metrics ?? experiment.evaluate(learner.model), learner };
}

/** Every example once, in an order of the epoch's own. */
function orderOf({ examples, schedule }: Experiment, epoch: number): Uint32Array {
  return permutation(examples, randomAt(schedule.seed, 'order', epoch));
}

function batchAt(experiment: Experiment, order: Uint32Array, { epoch, batch }: Position): Batch {
  const { batchSize, seed } = experiment.schedule;
  const indices = order.subarray(batch * batchSize, (batch + 1) * batchSize);
  return tidy(() => ({ ...experiment.batch(indices, randomAt(seed, 'batch', epoch, batch)) }));
}

function next({ epoch, batch, step }: Position, batchesPerEpoch: number): Position {
  const isLast = batch + 1 === batchesPerEpoch;
  return { epoch: isLast ? epoch + 1 : epoch, batch: isLast ? 0 : batch + 1, step: step + 1 };
}

/** Copies the state: the loop changes its vectors with the next step. */
async function snapshot(
  learner: Learner,
  optimizer: Optimizer,
  at: Pick<TrainingState, 'position' | 'epochLoss'>,
): Promise<TrainingState> {
  const weights = await learner.weights();
  return { ...at, layout: learner.layout, weights, optimizer: structuredClone(optimizer.state()) };
}

function cannotFillBatch({ schedule, examples }: Experiment): TrainerError {
  const why = `hyperparameter batchSize is ${schedule.batchSize}, and there are ${examples} examples`;
  return new TrainerError('usage', `cannot fill a batch: ${why}`);
}

function lossIsNoNumber(loss: number, { epoch, batch }: Position): TrainerError {
  const where = `batch ${batch} of epoch ${epoch}, both from 0`;
  return new TrainerError(
    'dataError',
    `cannot go on: the loss is ${loss} at ${where}; a smaller learningRate may help`,
  );
}
