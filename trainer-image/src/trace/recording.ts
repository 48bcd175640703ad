import type { DataId, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { nativeBackend, type NativeAttribute, type NativeBackend } from '../backends/native-backend.ts';
import type { Attribute, Constant, Graph, Reference } from '../graph/graph.ts';
import { fasterOperation } from './faster-operations.ts';

/** What a computation did, as nodes of a graph. */
export interface Recording {
  /** Says that a tensor is an output of the graph already: what is fed, or a variable that was read. */
  name(tensor: TensorInfo, reference: Reference): void;
  /** The output that holds a tensor's value. A tensor that the recording never saw becomes a constant. */
  referenceOf(tensor: TensorInfo): Reference;
  /** Runs a computation on the native backend, as always, and adds each operation of TensorFlow that it runs. */
  record<Result>(compute: () => Result): Result;
}

/**
 * Starts a recording into a graph.
 *
 * It sees operations of TensorFlow, not the TypeScript around them: a number that the computation draws or looks up while it is
 * recorded is the same in each run of the graph. Whoever uses one must compare it with the computation itself.
 */
export function recordingInto(graph: Graph): Recording {
  const references = new WeakMap<DataId, Reference>();
  const native = nativeBackend();
  const recording: Recording = {
    name: ({ dataId }, reference) => void references.set(dataId, reference),
    referenceOf(tensor) {
      const known = references.get(tensor.dataId);
      if (known !== undefined) return known;
      const reference = graph.constant(constantOf(tensor));
      references.set(tensor.dataId, reference);
      return reference;
    },
    record(compute) {
      const { executeSingleOutput, executeMultipleOutputs } = native;
      const add = (
        operation: string,
        attributes: readonly NativeAttribute[],
        inputs: readonly TensorInfo[],
        outputs: readonly Tensor[],
      ) => {
        const settings = attributes.map((given) => [given.name, attributeOf(given, native.binding)] as const);
        const asRun = { operation, inputs, attributes: Object.fromEntries(settings) };
        const added = fasterOperation(operation, inputs, attributes) ?? asRun;
        const name = graph.add({ ...added, inputs: added.inputs.map((input) => recording.referenceOf(input)) });
        outputs.forEach(({ dataId }, i) => references.set(dataId, `${name}:${i}`));
      };
      native.executeSingleOutput = (operation, attributes, inputs) => {
        const output = executeSingleOutput.call(native, operation, attributes, inputs);
        add(operation, attributes, inputs, [output]);
        return output;
      };
      native.executeMultipleOutputs = (operation, attributes, inputs, count) => {
        const outputs = executeMultipleOutputs.call(native, operation, attributes, inputs, count);
        add(operation, attributes, inputs, outputs);
        return outputs;
      };
      try {
        return compute();
      } finally {
        native.executeSingleOutput = executeSingleOutput;
        native.executeMultipleOutputs = executeMultipleOutputs;
      }
    },
  };
  return recording;
}

function constantOf({ dataId, dtype: type, shape }: TensorInfo): Constant {
  if (type !== 'float32' && type !== 'int32' && type !== 'bool') {
    throw new Error(`it uses a tensor of type ${type}, which cannot be a constant of a graph`);
  }
  const values = nativeBackend().readSync(dataId);
  return { type, shape, values: type === 'bool' ? Uint8Array.from(values) : values.slice() };
}

function attributeOf({ name, type, value }: NativeAttribute, binding: NativeBackend['binding']): Attribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_BOOL:
      return { boolean: value as boolean };
    case binding.TF_ATTR_STRING:
      return { text: value as string };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as readonly number[] };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { integers: value as readonly number[] } : { integer: value as number };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { floats: value as readonly number[] } : { float: value as number };
    default:
      throw new Error(`it uses an operation whose setting ${name} has a type that the addon does not name`);
  }
}
