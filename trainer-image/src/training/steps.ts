import type { Random } from '../data/random.ts';
import type { Batch } from '../recipes/recipe.ts';
import type { OptimizerState } from './adam.ts';
import type { Computed } from './learner.ts';

/** All that a step changes. */
export interface StepState {
  /** All weights of the model, in the order of its layout. */
  readonly weights: Float32Array;
  readonly optimizer: OptimizerState;
}

/** What belongs to one step besides its batch. */
export interface StepOptions {
  readonly learningRate: number;
  /** Starts the stream that the model's layers draw from; each start gives the same numbers. */
  readonly noise: () => Random;
}

/** A way to take training steps. It owns the weights; the model sees them after `showModel`. */
export interface Steps {
  /** Trains on a batch, which stays, and returns the loss. */
  take(batch: Batch, options: StepOptions): Promise<number>;
  /** A copy of the state. */
  state(): Promise<StepState>;
  /** Goes on from another state. */
  load(state: StepState): void;
  /** Gives the model the weights as they are now. */
  showModel(): Promise<void>;
}

/** Runs the computation of a step, and may look at it. */
export type Around = (compute: () => Computed) => Computed;
