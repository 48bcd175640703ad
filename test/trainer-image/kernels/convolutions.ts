import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';

/** A small convolution of random size, stride and padding, whose output has at least one pixel. */
export interface Convolution {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly y: [number, number, number, number];
  readonly attributes: {
    readonly strides: [number, number];
    readonly pad: 'same' | 'valid' | number;
    readonly dataFormat: 'NHWC';
    readonly dimRoundingMode?: 'floor';
  };
}

/** Draws convolutions; the last size of a depthwise filter is the channel multiplier. */
export function convolutions({ isDepthwise }: { isDepthwise: boolean }): fc.Arbitrary<Convolution> {
  const size = (max: number) => fc.integer({ min: 1, max });
  return fc
    .record({
      x: fc.tuple(size(3), size(7), size(7), size(4)),
      filter: fc.tuple(size(4), size(4), size(4)),
      strides: fc.tuple(size(3), size(3)),
      pad: fc.constantFrom<('same' | 'valid' | number)[]>('same', 'valid', 0, 1, 2),
    })
    .map(({ x, filter: [height, width, out], strides, pad }) => {
      const filter: Convolution['filter'] = [height, width, x[3], out];
      const rounding = typeof pad === 'number' ? { dimRoundingMode: 'floor' as const } : {};
      const attributes = { strides, pad, dataFormat: 'NHWC' as const, ...rounding };
      const info = backend_util.computeConv2DInfo(x, filter, strides, 1, pad, attributes.dimRoundingMode, isDepthwise);
      return { x, filter, y: info.outShape, attributes };
    })
    .filter(({ y }) => y.every((length) => length > 0));
}
