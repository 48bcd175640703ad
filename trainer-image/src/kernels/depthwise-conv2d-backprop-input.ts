import { DepthwiseConv2dNativeBackpropInput } from '@tensorflow/tfjs-core';
import { geometryOf, type ConvolutionAttributes, type Geometry } from './convolution.ts';
import { assertFloats, floatsOf, wasmKernel } from './kernel.ts';

type Attributes = ConvolutionAttributes & { readonly inputShape: number[] };

/** The gradient of a depthwise 2-D convolution with respect to its input. */
export const depthwiseConv2dBackpropInput = wasmKernel<'dy' | 'filter', Attributes>(
  ({ inputs: { dy, filter }, attrs, backend }) => {
    assertFloats(DepthwiseConv2dNativeBackpropInput, { dy, filter });
    const shapes = { x: attrs.inputShape, filter: filter.shape, isDepthwise: true };
    const geometry = geometryOf(DepthwiseConv2dNativeBackpropInput, attrs, shapes);
    const gradient = backend.makeOutput(attrs.inputShape, 'float32');
    scatter(floatsOf(backend, dy), floatsOf(backend, filter), floatsOf(backend, gradient), geometry);
    return gradient;
  },
);

/** Adds each output pixel's gradient to the inputs that it was made of. */
function scatter(dy: Float32Array, filter: Float32Array, dx: Float32Array, geometry: Geometry): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth } = geometry;
  const multiplier = outChannels / inChannels;
  dx.fill(0);
  for (let image = 0; image < geometry.batchSize; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const output = ((image * outHeight + oy) * outWidth + ox) * outChannels;
        for (let fy = 0; fy < geometry.filterHeight; fy++) {
          const y = oy * strideHeight + fy - geometry.padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let fx = 0; fx < geometry.filterWidth; fx++) {
            const column = ox * strideWidth + fx - geometry.padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const input = ((image * inHeight + y) * inWidth + column) * inChannels;
            const weights = (fy * geometry.filterWidth + fx) * outChannels;
            for (let channel = 0, out = 0; channel < inChannels; channel++) {
              let sum = 0;
              for (let m = 0; m < multiplier; m++, out++) sum += dy[output + out]! * filter[weights + out]!;
              dx[input + channel]! += sum;
            }
          }
        }
      }
    }
  }
}
