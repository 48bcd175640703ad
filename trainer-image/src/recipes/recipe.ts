import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { JSONSchemaType } from 'ajv';
import type { Input } from '../data/inputs.ts';
import type { Random } from '../data/random.ts';
import type { Columns } from '../data/records/fields.ts';
import type { Records } from '../data/records/records.ts';
import type { Noise } from '../training/noise.ts';
import { parseHyperparameters } from './hyperparameters.ts';
import type { Schedule } from './schedule.ts';

/** What the model must reach on data never trained on, for the run to be worth anything. */
export interface Goal {
  readonly metric: string;
  readonly atLeast: number;
}

/** A batch on the backend. */
export interface Batch {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

/** A recipe with its hyperparameters and data: all that the training loop needs to know about what it trains. */
export interface Experiment {
  readonly schedule: Schedule;
  /** The hyperparameters as used, defaults filled in: with `dataDigest`, what makes two trainings the same. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Names the data, byte for byte. */
  readonly dataDigest: string;
  /** Examples trained on. */
  readonly examples: number;
  /** Examples never trained on. */
  readonly testExamples: number;
  /** Whether the rest of an epoch that fills no batch is a smaller batch. Default: it is left out. */
  readonly keepsPartialBatch?: boolean;
  /**
   * Where the examples lie, if they are read from files batch by batch: example `i` is record `i`. A thread of its own reads
   * and decodes them ahead of the step that takes them.
   */
  readonly records?: Records;
  /** Makes the model with weights drawn from the seed; the backend must be ready. Its layers may draw from the noise. */
  model(noise: Noise): LayersModel;
  /**
   * The examples of these indices, distorted by what is drawn. Called in a tidy: what is made on the way is disposed.
   * @param values what the records of these indices hold; empty without `records`
   */
  batch(indices: Uint32Array, random: Random, values: Columns): Batch;
  /** Called in a tidy, too. */
  loss(targets: Tensor, outputs: Tensor): Scalar;
  learningRateAt(step: number, totalSteps: number): number;
  /** Measures a model on the data never trained on. */
  evaluate(model: LayersModel): Readonly<Record<string, number>>;
}

/** Something that can be trained by its name: `spec.trainer.recipe`. */
export interface Recipe {
  /** One sentence. */
  readonly description: string;
  readonly goal: Goal;
  /** Checks hyperparameters and reads the data; throws a TrainerError that names every wrong field. */
  experiment(hyperparameters: Readonly<Record<string, unknown>>, inputs: readonly Input[]): Experiment;
}

/** A recipe as it is written down: its schema gives the type, the defaults and the bounds of its hyperparameters. */
interface Definition<Hyperparameters extends Schedule> {
  readonly name: string;
  readonly description: string;
  readonly goal: Goal;
  readonly schema: JSONSchemaType<Hyperparameters>;
  readonly experiment: (hyperparameters: Hyperparameters, inputs: readonly Input[]) => Experiment;
}

/** Makes a recipe of its definition. */
export function recipe<Hyperparameters extends Schedule>(definition: Definition<Hyperparameters>): Recipe {
  const { name, description, goal, schema } = definition;
  return {
    description,
    goal,
    experiment: (given, inputs) => definition.experiment(parseHyperparameters(name, schema, given), inputs),
  };
}
