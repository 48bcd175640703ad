import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import * as layersApi from '@tensorflow/tfjs-layers';
import type { JSONSchemaType } from 'ajv';
import { folderOf, type Input } from '../data/inputs.ts';
import { integerBelow, permutation, randomAt } from '../data/random.ts';
import { openRecords, type RecordOptions, type Records } from '../data/records/records.ts';
import { seededDropout } from '../layers/seeded-dropout.ts';
import { TrainerError } from '../trainer-error.ts';
import { heNormal, seedOf } from './initializers.ts';
import { recipe, type Experiment, type Goal, type Recipe } from './recipe.ts';
import { scheduleProperties, type Schedule } from './schedule.ts';

/**
 * What a module is handed: the very TensorFlow.js that trains, since a module's own copy would be another one, and what makes
 * a training repeatable.
 */
export interface Toolbox {
  /** All of `@tensorflow/tfjs-core`. */
  readonly tf: typeof tf;
  /** All of `@tensorflow/tfjs-layers`. */
  readonly layers: typeof layersApi;
  /** The run's inputs, and the folder of one by its name. */
  readonly inputs: readonly Input[];
  readonly inputFolder: (name: string) => string;
  /** The records of an input's files: CSV, JSON lines, or TFRecord with `tf.train.Example`. */
  readonly inputRecords: (name: string, options: RecordOptions) => Records;
  /** Streams of numbers that belong to a seed and a place, such as `randomAt(seed, 'order', epoch)`. */
  readonly randomAt: typeof randomAt;
  readonly integerBelow: typeof integerBelow;
  readonly permutation: typeof permutation;
  /** A seed, and He's initializer, for a layer's weights. */
  readonly seedOf: typeof seedOf;
  readonly heNormal: typeof heNormal;
  /** Dropout that can be resumed and traced. */
  readonly seededDropout: typeof seededDropout;
}

/** What a user's file exports as its default: the documented interface, docs/train-your-own-model.md. */
export interface TrainingModule<Hyperparameters extends Schedule = Schedule> {
  readonly goal: Goal;
  /** Properties of a JSON schema, with a default each, for hyperparameters beside epochs, batchSize, learningRate and seed. */
  readonly hyperparameters?: Readonly<Record<string, object>>;
  /** Defaults of those four, where others are better. */
  readonly defaults?: Partial<Schedule>;
  readonly experiment: (
    hyperparameters: Hyperparameters,
    toolbox: Toolbox,
  ) => Omit<Experiment, 'schedule' | 'hyperparameters' | 'learningRateAt'> &
    Partial<Pick<Experiment, 'learningRateAt'>>;
}

/** What each module has; data of its own may be large, and its epochs short. */
const schedule = scheduleProperties(
  { epochs: 10, batchSize: 32, learningRate: 0.001 },
  { epochs: 100_000, batchSize: 65_536 },
);

/**
 * A user's file as a recipe. Throws a TrainerError (`usage`) where it is not there, does not run, or exports something else.
 * Its bytes are part of what the checkpoints belong to: changed code never goes on from another's weights.
 */
export async function moduleAt(path: string): Promise<Recipe> {
  const { goal, hyperparameters = {}, defaults = {}, experiment } = await defaultExportOf(path);
  const properties: Record<string, object> = { ...schedule, ...hyperparameters };
  for (const [name, value] of Object.entries(defaults)) properties[name] = { ...properties[name], default: value };
  const schema = { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
  const code = createHash('sha256').update(readFileSync(path)).digest('hex');
  return recipe<Schedule>({
    name: path.slice(path.lastIndexOf('/') + 1),
    description: `The user's own: ${path}`,
    goal,
    schema: schema as unknown as JSONSchemaType<Schedule>,
    experiment(given, inputs) {
      const inputFolder = (name: string) => folderOf(inputs, name);
      const inputRecords = (name: string, options: RecordOptions) => openRecords(inputFolder(name), options);
      const toolbox = { tf, layers: layersApi, inputs, inputFolder, inputRecords };
      const tools = { randomAt, integerBelow, permutation, seedOf, heNormal, seededDropout };
      const made = experiment(given, { ...toolbox, ...tools });
      const rest = { schedule: given, hyperparameters: { ...given }, dataDigest: `${code} ${made.dataDigest}` };
      return { learningRateAt: () => given.learningRate, ...made, ...rest };
    },
  });
}

async function defaultExportOf(path: string): Promise<TrainingModule> {
  if (!existsSync(path)) throw new TrainerError('usage', `cannot train ${path}: there is no such file`);
  if (/\.[cm]?ts$/.test(path) && !('typescript' in process.features)) {
    const fix = 'give JavaScript, or Node 22.18 or newer, which the image has';
    throw new TrainerError('usage', `cannot train ${path}: Node ${process.versions.node} runs no TypeScript; ${fix}`);
  }
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default;
  } catch (caught) {
    const why = types.isNativeError(caught) ? `${caught.name}: ${caught.message}` : String(caught);
    throw new TrainerError('usage', `cannot train ${path}: it does not run: ${why}`);
  }
  const problem = problemOf(exported);
  if (problem === undefined) return exported as TrainingModule;
  throw new TrainerError('usage', `cannot train ${path}: ${problem}; docs/train-your-own-model.md has the interface`);
}

/** Why a value is no training module, as a clause. */
function problemOf(exported: unknown): string | undefined {
  if (typeof exported !== 'object' || exported === null) return 'it exports no object as its default';
  const { goal, experiment } = exported as Partial<Record<keyof TrainingModule, unknown>>;
  if (typeof experiment !== 'function') return 'its default export has no function experiment';
  const { metric, atLeast } = Object(goal) as Partial<Record<keyof Goal, unknown>>;
  if (typeof metric === 'string' && typeof atLeast === 'number') return undefined;
  return 'its default export has no goal of {metric, atLeast}';
}
