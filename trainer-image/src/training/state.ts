import type { OptimizerState } from './adam.ts';
import type { WeightLayout } from './parameters.ts';

/** How far a training has come: the next batch is number `batch` of epoch `epoch`, both from 0. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
  /** Steps done, all epochs together. */
  readonly step: number;
}

/** All that a training is at one moment; going on from it gives the same bits as never having stopped. */
export interface TrainingState {
  readonly position: Position;
  /** Losses of the present epoch's batches so far. */
  readonly epochLoss: { readonly sum: number; readonly batches: number };
  readonly layout: WeightLayout;
  readonly weights: Float32Array;
  readonly optimizer: OptimizerState;
}

/** Where every training starts. */
export const start: Position = { epoch: 0, batch: 0, step: 0 };
