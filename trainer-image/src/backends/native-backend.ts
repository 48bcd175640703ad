import { backend, getBackend, type DataId, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/** A setting of an operation as the addon takes it; `type` is one of the binding's `TF_ATTR_…`. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Runs an operation of TensorFlow by its name. */
type Execute<Result, More extends readonly unknown[]> = (
  operation: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly TensorInfo[],
  ...more: More
) => Result;

/** The addon's backend, as far as the trainer calls it beside TensorFlow.js; the package's own types leave out half of it. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_SHAPE: number;
  };
  executeSingleOutput: Execute<Tensor, []>;
  executeMultipleOutputs: Execute<Tensor[], [outputs: number]>;
  /** The values of a tensor; of a `bool` one as bytes. */
  readSync(id: DataId): Float32Array | Int32Array | Uint8Array;
  /** Loads a SavedModel's folder and returns the session's number. */
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  /** Feeds tensors to the named nodes, and returns the outputs that are named. */
  runSavedModel(
    session: number,
    inputs: readonly Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): Tensor[];
  deleteSavedModel(session: number): void;
}

/** The name under which TensorFlow.js knows the addon's backend. */
export const nativeBackendName = 'tensorflow';

/** Whether the addon's backend is set. */
export function isNative(): boolean {
  return getBackend() === nativeBackendName;
}

/** The addon's backend; call it only where `isNative`. */
export function nativeBackend(): NativeBackend {
  return backend() as unknown as NativeBackend;
}
