import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { floatsOf } from './kernel.ts';

/** The attributes that the gradients of 2-D convolutions share; dilation is always 1 (tfjs-core asserts it). */
export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes, strides and padding of a convolution, all resolved to numbers. */
export type Geometry = backend_util.Conv2DInfo;

type Shape4 = [number, number, number, number];

/** Resolves a convolution's sizes; throws on NCHW, which no gradient on WASM supports. */
export function geometryOf(
  kernelName: string,
  attributes: ConvolutionAttributes,
  shapes: { readonly x: readonly number[]; readonly filter: readonly number[]; readonly isDepthwise: boolean },
): Geometry {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error(`cannot run ${kernelName} on WASM: the data format is NCHW; use NHWC (channelsLast)`);
  }
  return backend_util.computeConv2DInfo(
    shapes.x as Shape4,
    shapes.filter as Shape4,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
    shapes.isDepthwise,
  );
}

/** The same numbers under another shape: kernels find data by `dataId` alone. */
export function viewAs(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

/** Floats of unfolded input held at once: 16 MiB, so that a large batch does not exhaust WASM's 2 GiB. */
const maxUnfoldedFloats = 4 << 20;

/** How many images a convolution's gradient unfolds at a time; at least one. */
export function imagesAtOnce(geometry: Geometry): number {
  const weights = geometry.filterHeight * geometry.filterWidth * geometry.inChannels;
  const pixels = geometry.outHeight * geometry.outWidth;
  return Math.max(1, Math.floor(maxUnfoldedFloats / Math.max(1, weights * pixels)));
}

/** A copy of some rows of a matrix; the caller disposes it. */
export function rowsOf(
  backend: BackendWasm,
  matrix: TensorInfo,
  rows: { readonly first: number; readonly count: number },
): TensorInfo {
  const width = matrix.shape[1] ?? 1;
  const copy = backend.makeOutput([rows.count, width], matrix.dtype);
  const values = floatsOf(backend, matrix);
  floatsOf(backend, copy).set(values.subarray(rows.first * width, (rows.first + rows.count) * width));
  return copy;
}
