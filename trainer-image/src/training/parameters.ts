import { concat1d, reshape, tensor, tidy, type Tensor, type Tensor1D, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';

/** Where one weight of a model lies in the flat vector of all of them. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of its first number. */
  readonly offset: number;
  readonly size: number;
}

/** The weights of a model as one flat vector: first what is trained, then what only follows, such as moving averages. */
export interface WeightLayout {
  readonly entries: readonly WeightEntry[];
  /** How many numbers, from the first on, are trained. */
  readonly trainable: number;
  /** How many numbers there are. */
  readonly total: number;
}

/** The layout of a model's weights, in the model's own order. */
export function layoutOf(model: LayersModel): WeightLayout {
  const entries: WeightEntry[] = [];
  let offset = 0;
  for (const weight of weightsOf(model)) {
    const size = weight.shape.reduce<number>((product, length) => product * (length ?? 1), 1);
    entries.push({ name: weight.originalName, shape: weight.shape.map((length) => length ?? 1), offset, size });
    offset += size;
  }
  const trainable = entries.slice(0, model.trainableWeights.length).reduce((sum, { size }) => sum + size, 0);
  return { entries, trainable, total: offset };
}

/** The variables that hold all weights, in the layout's order. */
export function variablesOf(model: LayersModel): Variable[] {
  // A layer's variable holds a tfjs-core Variable; its declared type is the wider Tensor.
  return weightsOf(model).map((weight) => weight.read() as Variable);
}

/** Reads all weights of a model from the backend. */
export async function readWeights(model: LayersModel, layout: WeightLayout): Promise<Float32Array> {
  const values = new Float32Array(layout.total);
  const weights = weightsOf(model);
  for (const [i, { offset }] of layout.entries.entries()) {
    values.set(await weights[i]!.read().data<'float32'>(), offset);
  }
  return values;
}

/** Writes the weights that stand in the vector from its start on: all of them, or only those that are trained. */
export function writeWeights(model: LayersModel, layout: WeightLayout, values: Float32Array): void {
  const weights = weightsOf(model);
  for (const [i, { shape, offset, size }] of layout.entries.entries()) {
    if (offset + size > values.length) return;
    // A copy: some backends keep the array that a tensor was made of, and ours changes with the next step.
    const value = tensor(values.slice(offset, offset + size), [...shape], 'float32');
    weights[i]!.write(value);
    value.dispose();
  }
}

/** Lays tensors behind one another as one vector, in their order. */
export function flattened(tensors: readonly Tensor[]): Tensor1D {
  return tidy(() => concat1d(tensors.map((one) => reshape(one, [-1]))));
}

function weightsOf(model: LayersModel): readonly LayerVariable[] {
  return [...model.trainableWeights, ...model.nonTrainableWeights];
}
