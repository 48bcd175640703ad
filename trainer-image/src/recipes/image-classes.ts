import { argMax, oneHot, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The labels of some examples as rows with a single 1. */
export function oneHotLabels(labels: Uint8Array, indices: Uint32Array, classes: number): Tensor {
  const chosen = Int32Array.from(indices, (index) => labels[index]!);
  return oneHot(tensor1d(chosen, 'int32'), classes);
}

/** Examples that are measured together: as many as fit any memory. */
const together = 500;

/**
 * The part of the examples whose class the model names.
 * @param inputsFrom the inputs of the examples from the first number up to, not including, the second
 */
export function accuracyOf(
  model: LayersModel,
  labels: Uint8Array,
  inputsFrom: (from: number, to: number) => Tensor,
): number {
  let right = 0;
  for (let from = 0; from < labels.length; from += together) {
    const to = Math.min(labels.length, from + together);
    const named = tidy(() => {
      const outputs = model.apply(inputsFrom(from, to), { training: false }) as Tensor;
      return argMax(outputs, 1).dataSync();
    });
    for (let i = from; i < to; i++) right += named[i - from] === labels[i] ? 1 : 0;
  }
  return right / labels.length;
}
