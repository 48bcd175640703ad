import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeAttribute } from '../backends/native-backend.ts';
import { dataTypes, type Attribute } from '../graph/graph.ts';

/** An operation as it goes into a graph. */
export interface Operation {
  readonly operation: string;
  readonly inputs: readonly TensorInfo[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const float32: Attribute = { type: dataTypes.float32 };

/**
 * What TensorFlow has a faster operation for. TensorFlow.js adds a bias as any two tensors are added, and sums its gradient as any
 * tensor is summed; TensorFlow knows both by names of their own, and fuses them with what stands before.
 */
export function fasterOperation(
  operation: string,
  inputs: readonly TensorInfo[],
  attributes: readonly NativeAttribute[],
): Operation | undefined {
  const [first, second] = inputs;
  if (first?.dtype !== 'float32' || second === undefined || first.shape.length < 2) return undefined;
  const common = { T: float32, data_format: { text: 'NHWC' } };
  if (
    operation === 'Add' &&
    second.dtype === 'float32' &&
    second.shape.length === 1 &&
    second.shape[0] === first.shape.at(-1)
  ) {
    return { operation: 'BiasAdd', inputs: [first, second], attributes: common };
  }
  const keepsDimensions = attributes.some(({ name, value }) => name === 'keep_dims' && value === true);
  if (operation === 'Sum' && !keepsDimensions && isAllButLast(second, first.shape.length)) {
    return { operation: 'BiasAddGrad', inputs: [first], attributes: common };
  }
  return undefined;
}

/** Whether axes are all of a tensor's dimensions but the last. */
function isAllButLast(axes: TensorInfo, rank: number): boolean {
  if (axes.dtype !== 'int32' || axes.shape[0] !== rank - 1) return false;
  const values = [...(axes as Tensor).dataSync()].sort((a, b) => a - b);
  return values.every((axis, i) => axis === i);
}
