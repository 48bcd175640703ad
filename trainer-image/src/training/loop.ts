import { dispose, tidy } from '@tensorflow/tfjs-core';
import { randomAt, type Random } from '../data/random.ts';
import { feedOf, readHere, type Feed, type StartReading } from '../data/records/feed.ts';
import type { Columns } from '../data/records/fields.ts';
import type { Batch, Experiment } from '../recipes/recipe.ts';
import { TrainerError } from '../trainer-error.ts';
import { checkedSteps, type Execution } from '../trace/checked-steps.ts';
import { eagerSteps } from './eager-steps.ts';
import { learnerOf, type Learner } from './learner.ts';
import { drawnOrder, type Order } from './order.ts';
import { start, type Position, type TrainingState } from './state.ts';
import type { StepOptions, Steps, StepState } from './steps.ts';

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
  | { readonly kind: 'saved'; readonly state: TrainingState }
  /** After the first step, and again where it changes. */
  | { readonly kind: 'execution'; readonly execution: Execution };

/** How steps may be taken: always operation by operation, or as one graph where that does the same (native backend only). */
export type ExecutionChoice = 'eager' | 'traced';

/** How a training is watched and steered. */
export interface Control {
  /** Called before every step until it returns nothing; what it asks for is done before that step. */
  readonly poll: () => Request | undefined;
  readonly emit: (event: TrainingEvent) => void;
}

/** How a training may be other than usual. */
interface Options {
  /** Where it goes on. Default: at its start. */
  readonly from?: TrainingState | undefined;
  /** Default: `eager`. */
  readonly execution?: ExecutionChoice;
  /** How records are read ahead. Default: in this thread, and so not ahead. */
  readonly startReading?: StartReading;
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

/** How many steps an experiment takes. */
export function stepsOf({ examples, schedule, keepsPartialBatch = false }: Experiment): {
  readonly perEpoch: number;
  readonly total: number;
} {
  const batches = examples / schedule.batchSize;
  const perEpoch = keepsPartialBatch ? Math.ceil(batches) : Math.floor(batches);
  return { perEpoch, total: perEpoch * schedule.epochs };
}

/**
 * Trains an experiment on the backend that is set, from its start or from a state.
 * Throws a TrainerError: `usage` where no batch can be filled, `dataError` where the loss is no number any more.
 */
export async function train(experiment: Experiment, control: Control, options: Options = {}): Promise<Outcome> {
  const steps = stepsOf(experiment);
  if (steps.perEpoch === 0) throw cannotFillBatch(experiment);
  const order = drawnOrder(experiment, steps);
  const { records } = experiment;
  const feed = records && feedOf((options.startReading ?? readHere)(records.source), order);
  try {
    return await trainFed(experiment, control, { ...options, order, feed });
  } finally {
    feed?.close();
  }
}

async function trainFed(
  experiment: Experiment,
  control: Control,
  options: Options & { readonly order: Order; readonly feed: Feed | undefined },
): Promise<Outcome> {
  const steps = stepsOf(experiment);
  const { order, feed } = options;
  const learner = learnerOf(experiment);
  const taken = await stepsBy(options.execution ?? 'eager', learner, control);
  const { from } = options;
  if (from !== undefined) taken.load(from);
  const snapshot = async () => ({
    position,
    epochLoss,
    layout: learner.layout,
    ...(await finiteState(taken, position)),
  });
  let position = from?.position ?? start;
  let epochLoss = from?.epochLoss ?? { sum: 0, batches: 0 };
  let metrics: Readonly<Record<string, number>> | undefined;

  while (position.epoch < experiment.schedule.epochs) {
    for (let request = control.poll(); request !== undefined; request = control.poll()) {
      const state = await snapshot();
      if (request === 'stop') return { kind: 'stopped', state };
      control.emit({ kind: 'saved', state });
    }
    const learningRate = experiment.learningRateAt(position.step, steps.total);
    const values = (await feed?.at(position.step)) ?? {};
    const loss = await stepOn(taken, batchAt(experiment, position, { indices: order(position.step)!, values }), {
      learningRate,
      noise: noiseAt(experiment, position),
    });
    if (!Number.isFinite(loss)) throw noNumber(`the loss is ${loss}`, position);
    position = next(position, steps.perEpoch);
    epochLoss = { sum: epochLoss.sum + loss, batches: epochLoss.batches + 1 };
    control.emit({ kind: 'step', step: position.step, loss, learningRate });
    if (position.batch > 0) continue;
    await taken.showModel();
    metrics = experiment.evaluate(learner.model);
    const mean = epochLoss.sum / epochLoss.batches;
    control.emit({ kind: 'epoch', epoch: position.epoch, step: position.step, loss: mean, metrics });
    epochLoss = { sum: 0, batches: 0 };
  }
  const state = await snapshot();
  await taken.showModel();
  return { kind: 'finished', state, metrics: metrics ?? experiment.evaluate(learner.model), learner };
}

async function stepsBy(execution: ExecutionChoice, learner: Learner, { emit }: Control): Promise<Steps> {
  const eager = await eagerSteps(learner);
  if (execution === 'eager') return eager;
  return checkedSteps(learner, eager, (decided) => emit({ kind: 'execution', execution: decided }));
}

async function stepOn(steps: Steps, batch: Batch, options: StepOptions): Promise<number> {
  const loss = await steps.take(batch, options);
  dispose([batch.inputs, batch.targets]);
  return loss;
}

function noiseAt({ schedule }: Experiment, { epoch, batch }: Position): () => Random {
  return () => randomAt(schedule.seed, 'noise', epoch, batch);
}

/** The examples of a step: their numbers, and what is in their records. */
interface Examples {
  readonly indices: Uint32Array;
  readonly values: Columns;
}

function batchAt(experiment: Experiment, { epoch, batch }: Position, { indices, values }: Examples): Batch {
  const random = randomAt(experiment.schedule.seed, 'batch', epoch, batch);
  return tidy(() => ({ ...experiment.batch(indices, random, values) }));
}

function next({ epoch, batch, step }: Position, batchesPerEpoch: number): Position {
  const isLast = batch + 1 === batchesPerEpoch;
  return { epoch: isLast ? epoch + 1 : epoch, batch: isLast ? 0 : batch + 1, step: step + 1 };
}

/** The state, which must be worth going on from: a checkpoint with a weight that is no number would end each resumption. */
async function finiteState(steps: Steps, position: Position): Promise<StepState> {
  const state = await steps.state();
  const broken = state.weights.find((weight) => !Number.isFinite(weight));
  if (broken !== undefined) throw noNumber(`a weight is ${broken}`, position);
  return state;
}

function cannotFillBatch({ schedule, examples }: Experiment): TrainerError {
  const why = `hyperparameter batchSize is ${schedule.batchSize}, and there are ${examples} examples`;
  return new TrainerError('usage', `cannot fill a batch: ${why}`);
}

function noNumber(what: string, { epoch, batch, step }: Position): TrainerError {
  const where = `step ${step + 1} (batch ${batch} of epoch ${epoch}, both from 0)`;
  return new TrainerError('dataError', `cannot go on: ${what} at ${where}; a smaller learningRate may help`);
}
