import type { Identity } from '../../../trainer-image/src/checkpoint/encoding.ts';
import type { TrainingState } from '../../../trainer-image/src/training/state.ts';

/** The training that the checkpoints of a test belong to. */
export const identity: Identity = {
  recipe: 'digits-cnn',
  hyperparameters: { epochs: 10, seed: 1 },
  dataDigest: 'd1',
};

/** A small state at a step; numbers that do not survive a detour through text are among its own. */
export function stateAt(step: number): TrainingState {
  return {
    position: { epoch: 1, batch: step - 1, step },
    epochLoss: { sum: 0.1 + 0.2, batches: 3 },
    layout: {
      entries: [
        { name: 'dense/kernel', shape: [2, 1], offset: 0, size: 2 },
        { name: 'dense/bias', shape: [1], offset: 2, size: 1 },
      ],
      trainable: 3,
      total: 3,
    },
    weights: Float32Array.of(step, Math.fround(0.1), -0),
    optimizer: {
      scalars: { power1: 0.9 ** step, power2: Number.MIN_VALUE },
      slots: { mean: Float32Array.of(1, 2, 3), variance: Float32Array.of(4, 5, Number.POSITIVE_INFINITY) },
    },
  };
}
