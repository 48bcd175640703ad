import { engine, zeros, type DataId, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataTypes, graphOf, type Constant, type ConstantType, type Graph, type Reference } from '../graph/graph.ts';
import { lowerings, type KernelTensor } from './kernel-nodes.ts';

/** What a model does with a batch of one size, as a graph. */
export interface ModelGraph {
  readonly graph: Graph;
  readonly input: { readonly type: ConstantType; readonly shape: readonly number[] };
  readonly output: { readonly type: ConstantType; readonly shape: readonly number[] };
}

/** Names of the input's placeholder and of the output's node. */
export const inputName = 'inputs';
export const outputName = 'outputs';

/**
 * Runs a model on zeros, on whatever backend is set, and writes down each kernel that it runs.
 * Throws, naming the kernel, where one has no counterpart in TensorFlow's operations here.
 */
export function modelGraph(model: LayersModel, batchSize: number): ModelGraph {
  const graph = graphOf('n');
  const tensors = new Map<DataId, Reference>();
  const [symbol] = model.inputs;
  if (symbol === undefined || model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new Error('it has several inputs or outputs');
  }
  const shape = [batchSize, ...symbol.shape.slice(1).map((length) => length ?? 1)];
  const type = symbol.dtype === 'int32' ? 'int32' : 'float32';
  for (const weight of model.weights) {
    const name = weight.originalName.replaceAll(/[^\w./-]/g, '_');
    tensors.set(weight.read().dataId, constantNode(graph, weight.read(), name));
  }
  const known = (tensor: TensorInfo): KernelTensor => {
    const made = tensors.get(tensor.dataId) ?? constantNode(graph, tensor);
    tensors.set(tensor.dataId, made);
    return { reference: made, type: typeOf(tensor), shape: tensor.shape };
  };
  const input = zeros(shape, type);
  tensors.set(input.dataId, graph.placeholder(inputName, type, [-1, ...shape.slice(1)]));
  const output = whileWatching(
    (kernel, inputs, attributes, result) => {
      const named = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, known(tensor)]));
      const lowering = Object.hasOwn(lowerings, kernel) ? lowerings[kernel] : undefined;
      if (lowering === undefined) throw new Error(`kernel ${kernel} has no counterpart in a SavedModel yet`);
      const made = { type: typeOf(result), shape: result.shape };
      tensors.set(
        result.dataId,
        lowering({ graph, inputs: named, list: Object.values(named), attributes, output: made }),
      );
    },
    () => model.apply(input, { training: false }) as Tensor,
  );
  const { reference, ...last } = known(output);
  const attributes = { T: { type: dataTypes[last.type] } };
  graph.add({ name: outputName, operation: 'Identity', inputs: [reference], attributes });
  input.dispose();
  output.dispose();
  return {
    graph,
    input: { type, shape: [-1, ...shape.slice(1)] },
    output: { ...last, shape: [-1, ...last.shape.slice(1)] },
  };
}

type Watcher = (
  kernel: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: Readonly<Record<string, unknown>>,
  output: TensorInfo,
) => void;

/** Runs something, and tells of each kernel that it runs; not of those that a kernel runs itself. */
function whileWatching(watch: Watcher, run: () => Tensor): Tensor {
  const owner = engine();
  const runKernel = owner.runKernel.bind(owner);
  let depth = 0;
  owner.runKernel = (kernel, inputs, attributes) => {
    depth++;
    try {
      const result = runKernel(kernel, inputs, attributes);
      const given = Object.entries(inputs as Readonly<Record<string, TensorInfo | undefined>>);
      const there = given.flatMap(([name, tensor]) => (tensor == null ? [] : [[name, tensor] as const]));
      if (depth === 1) {
        if (Array.isArray(result)) throw new Error(`kernel ${kernel} has several outputs, which are not exported yet`);
        watch(kernel, Object.fromEntries(there), attributes ?? {}, result);
      }
      return result as never;
    } finally {
      depth--;
    }
  };
  try {
    return engine().tidy(run);
  } finally {
    // The method of the class is seen again.
    delete (owner as Partial<typeof owner>).runKernel;
  }
}

function constantNode(graph: Graph, tensor: TensorInfo, name?: string): Reference {
  const type = typeOf(tensor);
  const read = engine().readSync(tensor.dataId) as Float32Array | Int32Array | Uint8Array;
  const values = type === 'bool' ? Uint8Array.from(read) : read.slice();
  const constant: Constant = { type, shape: tensor.shape, values };
  if (name === undefined) return graph.constant(constant);
  const attributes = { dtype: { type: dataTypes[type] }, value: { constant } };
  return `${graph.add({ name, operation: 'Const', inputs: [], attributes })}:0`;
}

function typeOf({ dtype }: TensorInfo): ConstantType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`a tensor of type ${dtype} is not exported yet`);
}
