import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel of the WASM backend is called with: its inputs by name, the operation's attributes, and the heap's owner. */
export interface KernelCall<Inputs extends string, Attributes> {
  readonly inputs: Readonly<Record<Inputs, TensorInfo>>;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}

/**
 * Gives a typed kernel the shape that the registry of TensorFlow.js stores.
 * The registry knows neither which backend nor which inputs a kernel gets: this is the one place that says so by a cast.
 */
export function wasmKernel<Inputs extends string, Attributes>(
  compute: (call: KernelCall<Inputs, Attributes>) => TensorInfo,
): KernelFunc {
  return (call) => compute(call as unknown as KernelCall<Inputs, Attributes>);
}

/**
 * The numbers of a float32 tensor where they lie on the WASM heap.
 * Take views after every output is made: an allocation may grow the heap, and a view of the old heap is empty.
 */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor);
  return new Float32Array(values.buffer, values.byteOffset, values.length);
}

/** Throws, naming the kernel, where a tensor is anything but float32. */
export function assertFloats(kernelName: string, tensors: Readonly<Record<string, TensorInfo>>): void {
  for (const [name, { dtype }] of Object.entries(tensors)) {
    if (dtype !== 'float32') throw new Error(`cannot run ${kernelName} on WASM: ${name} is ${dtype}, not float32`);
  }
}
