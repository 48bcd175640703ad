import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '../data/random.ts';

/** Where a model's layers get what is drawn in a step, dropout's masks above all. */
export interface Noise {
  /** Numbers from 0 (included) to 1 (excluded), others in each step; the same after a resumption. */
  uniform(shape: readonly number[]): Tensor;
}

/** The noise of a training, which its loop moves on. */
export interface StepNoise extends Noise {
  /** Starts a step: what is drawn from now on comes from this stream. */
  begin(random: Random): void;
  /** Calls back with each tensor that is drawn, until it is called with nothing. */
  watch(drawn: ((tensor: Tensor) => void) | undefined): void;
}

/**
 * Starts the noise of a training. TensorFlow.js' own dropout draws from the clock, or the same mask in each step where it is
 * given a seed; neither can be resumed.
 */
export function stepNoise(): StepNoise {
  let stream: Random | undefined;
  let watcher: ((tensor: Tensor) => void) | undefined;
  return {
    begin: (random) => void (stream = random),
    watch: (drawn) => void (watcher = drawn),
    uniform(shape) {
      if (stream === undefined) throw new Error('cannot draw noise: no step has begun');
      const made = uniformTensor(shape, stream);
      watcher?.(made);
      return made;
    },
  };
}

/** A tensor of the stream's next numbers. */
export function uniformTensor(shape: readonly number[], random: Random): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = random();
  return tensor(values, [...shape], 'float32');
}
