import {
  BatchMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  getKernelsForBackend,
  registerKernel,
  unregisterKernel,
  UnsortedSegmentSum,
  type KernelFunc,
} from '@tensorflow/tfjs-core';
import { transposingBatchMatMul } from './batch-mat-mul.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';
import { depthwiseConv2dBackpropFilter } from './depthwise-conv2d-backprop-filter.ts';
import { depthwiseConv2dBackpropInput } from './depthwise-conv2d-backprop-input.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** The kernels that training needs and the WASM backend lacks, or has too slow, by their names in tfjs-core. */
const wasmKernels = {
  [BatchMatMul]: transposingBatchMatMul,
  [Conv2DBackpropFilter]: conv2DBackpropFilter,
  [Conv2DBackpropInput]: conv2DBackpropInput,
  [DepthwiseConv2dNativeBackpropFilter]: depthwiseConv2dBackpropFilter,
  [DepthwiseConv2dNativeBackpropInput]: depthwiseConv2dBackpropInput,
  [UnsortedSegmentSum]: unsortedSegmentSum,
} as const satisfies Record<string, KernelFunc>;

/** Makes the WASM backend able to train; call it once, before the first operation. */
export function registerWasmKernels(): void {
  const registered = new Map(getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel]));
  for (const [kernelName, kernelFunc] of Object.entries(wasmKernels)) {
    const shipped = registered.get(kernelName);
    if (shipped !== undefined) unregisterKernel(kernelName, 'wasm');
    // The shipped kernel's set-up stays: ours may call the shipped one.
    registerKernel({ ...shipped, kernelName, backendName: 'wasm', kernelFunc });
  }
}
