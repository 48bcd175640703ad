import { beforeAll, test } from '@jest/globals';
import { DepthwiseConv2dNativeBackpropFilter } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, runKernel, startBackends, tensorOf } from './both-backends.ts';
import { convolutions } from './convolutions.ts';

beforeAll(startBackends);

test('the gradient of the filter is the plain backend’s, whatever the sizes, strides, padding and multiplier', () => {
  const cases = convolutions({ isDepthwise: true }).chain((convolution) =>
    fc.tuple(fc.constant(convolution), tensorOf(convolution.x), tensorOf(convolution.y)),
  );
  fc.assert(
    fc.property(cases, ([{ filter, attributes }, ...inputs]) =>
      expectSameOnBoth(inputs, ([x, dy]) => {
        const all = { ...attributes, dilations: [1, 1], filterShape: filter };
        return runKernel(DepthwiseConv2dNativeBackpropFilter, { x: x!, dy: dy! }, all);
      }),
    ),
  );
});
