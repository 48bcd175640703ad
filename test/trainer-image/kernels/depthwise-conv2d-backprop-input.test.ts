import { beforeAll, test } from '@jest/globals';
import { DepthwiseConv2dNativeBackpropInput } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, runKernel, startBackends, tensorOf } from './both-backends.ts';
import { convolutions } from './convolutions.ts';

beforeAll(startBackends);

test('the gradient of the input is the plain backend’s, whatever the sizes, strides, padding and multiplier', () => {
  const cases = convolutions({ isDepthwise: true }).chain((convolution) =>
    fc.tuple(fc.constant(convolution), tensorOf(convolution.y), tensorOf(convolution.filter)),
  );
  fc.assert(
    fc.property(cases, ([{ x, attributes }, ...inputs]) =>
      expectSameOnBoth(inputs, ([dy, filter]) => {
        const all = { ...attributes, dilations: [1, 1], inputShape: x };
        return runKernel(DepthwiseConv2dNativeBackpropInput, { dy: dy!, filter: filter! }, all);
      }),
    ),
  );
});
