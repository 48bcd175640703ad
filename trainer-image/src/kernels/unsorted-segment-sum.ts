import { UnsortedSegmentSum } from '@tensorflow/tfjs-core';
import { assertFloats, floatsOf, wasmKernel } from './kernel.ts';

/**
 * Sums the rows of `x` that share a segment id: the gradient of `gather`, and so of an embedding.
 * An id outside 0 … numSegments-1 drops its row, as in TensorFlow. Throws where the ids are not a vector of int32.
 */
export const unsortedSegmentSum = wasmKernel<'x' | 'segmentIds', { readonly numSegments: number }>(
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
    assertFloats(UnsortedSegmentSum, { x });
    if (segmentIds.shape.length !== 1 || segmentIds.dtype !== 'int32') {
      const got = `${segmentIds.dtype}[${segmentIds.shape.join(', ')}]`;
      throw new Error(`cannot run ${UnsortedSegmentSum} on WASM: segment ids are ${got}, not a vector of int32`);
    }
    const sums = backend.makeOutput([numSegments, ...x.shape.slice(1)], 'float32');
    const [rows, totals] = [floatsOf(backend, x), floatsOf(backend, sums).fill(0)];
    const ids = backend.typedArrayFromHeap(segmentIds);
    const width = rows.length / Math.max(1, ids.length);
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row]!;
      if (id < 0 || id >= numSegments) continue;
      for (let i = 0; i < width; i++) totals[id * width + i]! += rows[row * width + i]!;
    }
    return sums;
  },
);
