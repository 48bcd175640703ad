import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Conv2DBackpropFilter, type TensorInfo } from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.ts';
import { geometryOf, imagesAtOnce, rowsOf, viewAs, type ConvolutionAttributes, type Geometry } from './convolution.ts';
import { assertFloats, floatsOf, wasmKernel } from './kernel.ts';

type Attributes = ConvolutionAttributes & { readonly filterShape: number[] };

/**
 * The gradient of a 2-D convolution with respect to its filter.
 *
 * The input is unfolded so that row (y, x, channel) of the filter holds what that weight saw at every output pixel; one
 * matrix product with the gradient of the output then sums over batch and pixels at XNNPACK's speed.
 */
export const conv2DBackpropFilter = wasmKernel<'x' | 'dy', Attributes>(({ inputs: { x, dy }, attrs, backend }) => {
  assertFloats(Conv2DBackpropFilter, { x, dy });
  const shapes = { x: x.shape, filter: attrs.filterShape, isDepthwise: false };
  const geometry = geometryOf(Conv2DBackpropFilter, attrs, shapes);
  const pixels = geometry.outHeight * geometry.outWidth;
  const outputs = viewAs(dy, [geometry.batchSize * pixels, geometry.outChannels]);
  const gradient = backend.makeOutput(attrs.filterShape, 'float32');
  floatsOf(backend, gradient).fill(0);
  const step = imagesAtOnce(geometry);
  for (let first = 0; first < geometry.batchSize; first += step) {
    const count = Math.min(step, geometry.batchSize - first);
    const part = rowsOf(backend, outputs, { first: first * pixels, count: count * pixels });
    const addend = productOverImages(backend, x, part, { geometry, first, count });
    add(floatsOf(backend, gradient), floatsOf(backend, addend));
    backend.disposeData(part.dataId);
    backend.disposeData(addend.dataId);
  }
  return gradient;
});

/** Some images of a batch, and the convolution that they go through. */
interface Images {
  readonly geometry: Geometry;
  readonly first: number;
  readonly count: number;
}

/** Unfolded images times the gradient of their output: [weights, outChannels]. */
function productOverImages(backend: BackendWasm, x: TensorInfo, gradient: TensorInfo, images: Images): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outHeight, outWidth } = images.geometry;
  const shape = [filterHeight * filterWidth * inChannels, images.count * outHeight * outWidth];
  const unfolded = backend.makeOutput(shape, 'float32');
  unfold(floatsOf(backend, x), floatsOf(backend, unfolded), images);
  const product = batchMatMul(backend, unfolded, gradient);
  backend.disposeData(unfolded.dataId);
  return product;
}

/** Writes row after row: for each weight, the input that it meets at each output pixel, 0 in the padding. */
function unfold(x: Float32Array, unfolded: Float32Array, { geometry, first, count }: Images): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = geometry;
  let at = 0;
  for (let fy = 0; fy < geometry.filterHeight; fy++) {
    for (let fx = 0; fx < geometry.filterWidth; fx++) {
      for (let channel = 0; channel < inChannels; channel++) {
        for (let image = first; image < first + count; image++) {
          for (let oy = 0; oy < outHeight; oy++) {
            const y = oy * strideHeight + fy - geometry.padInfo.top;
            const row = (image * inHeight + y) * inWidth;
            const isRowInside = y >= 0 && y < inHeight;
            for (let ox = 0; ox < outWidth; ox++) {
              const column = ox * strideWidth + fx - geometry.padInfo.left;
              const isInside = isRowInside && column >= 0 && column < inWidth;
              unfolded[at++] = isInside ? x[(row + column) * inChannels + channel]! : 0;
            }
          }
        }
      }
    }
  }
}

function add(sums: Float32Array, addends: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += addends[i]!;
}
