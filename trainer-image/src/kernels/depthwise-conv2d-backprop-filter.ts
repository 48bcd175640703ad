import { DepthwiseConv2dNativeBackpropFilter } from '@tensorflow/tfjs-core';
import { geometryOf, type ConvolutionAttributes, type Geometry } from './convolution.ts';
import { assertFloats, floatsOf, wasmKernel } from './kernel.ts';

/** The gradient of a depthwise 2-D convolution with respect to its filter [height, width, channel, multiplier]. */
export const depthwiseConv2dBackpropFilter = wasmKernel<'x' | 'dy', ConvolutionAttributes & { filterShape: number[] }>(
  ({ inputs: { x, dy }, attrs, backend }) => {
    assertFloats(DepthwiseConv2dNativeBackpropFilter, { x, dy });
    const shapes = { x: x.shape, filter: attrs.filterShape, isDepthwise: true };
    const geometry = geometryOf(DepthwiseConv2dNativeBackpropFilter, attrs, shapes);
    const gradient = backend.makeOutput(attrs.filterShape, 'float32');
    accumulate(floatsOf(backend, x), floatsOf(backend, dy), floatsOf(backend, gradient), geometry);
    return gradient;
  },
);

function accumulate(x: Float32Array, dy: Float32Array, filter: Float32Array, geometry: Geometry): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth } = geometry;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(outChannels);
  let at = 0;
  for (let fy = 0; fy < geometry.filterHeight; fy++) {
    for (let fx = 0; fx < geometry.filterWidth; fx++) {
      sums.fill(0);
      for (let image = 0; image < geometry.batchSize; image++) {
        for (let oy = 0; oy < outHeight; oy++) {
          const y = oy * strideHeight + fy - geometry.padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let ox = 0; ox < outWidth; ox++) {
            const column = ox * strideWidth + fx - geometry.padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const input = ((image * inHeight + y) * inWidth + column) * inChannels;
            const output = ((image * outHeight + oy) * outWidth + ox) * outChannels;
            for (let channel = 0, out = 0; channel < inChannels; channel++) {
              const value = x[input + channel]!;
              for (let m = 0; m < multiplier; m++, out++) sums[out]! += value * dy[output + out]!;
            }
          }
        }
      }
      filter.set(sums, at);
      at += outChannels;
    }
  }
}
