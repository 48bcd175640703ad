// Imported for its effect too: it registers the product that ours stands before.
import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { BatchMatMul, getKernel, Transpose, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from './kernel.ts';

/** The backend's own product, taken before ours replaces it in the registry. */
const shipped: KernelFunc = getKernel(BatchMatMul, 'wasm').kernelFunc;

/**
 * The product of (batches of) matrices, transposed by copying first where asked.
 *
 * The backend hands only products without transposition to XNNPACK and computes the others in a plain loop: measured 11
 * to 17 times slower at 512 × 512. Every dense layer's gradient has two of those.
 */
export const transposingBatchMatMul = wasmKernel<'a' | 'b', { transposeA: boolean; transposeB: boolean }>(
  ({ inputs, attrs, backend }) => {
    const a = attrs.transposeA ? transposed(backend, inputs.a) : inputs.a;
    const b = attrs.transposeB ? transposed(backend, inputs.b) : inputs.b;
    const product = batchMatMul(backend, a, b);
    if (attrs.transposeA) backend.disposeData(a.dataId);
    if (attrs.transposeB) backend.disposeData(b.dataId);
    return product;
  },
);

/** The product of two (batches of) matrices as they lie. */
export function batchMatMul(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  return one(shipped({ inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } }));
}

/** A copy of (a batch of) matrices with rows and columns exchanged; the caller disposes it. */
export function transposed(backend: BackendWasm, matrix: TensorInfo): TensorInfo {
  const rank = matrix.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  return one(getKernel(Transpose, 'wasm').kernelFunc({ inputs: { x: matrix }, backend, attrs: { perm } }));
}

function one(result: TensorInfo | TensorInfo[]): TensorInfo {
  if (Array.isArray(result)) throw new Error('cannot multiply matrices: the backend returned several tensors');
  return result;
}
