import { beforeAll, expect, test } from '@jest/globals';
import { Conv2DBackpropInput, ones, setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, runKernel, startBackends, tensorOf } from './both-backends.ts';
import { convolutions } from './convolutions.ts';

beforeAll(startBackends);

test('the gradient of the input is the plain backend’s, whatever the sizes, strides and padding', () => {
  const cases = convolutions({ isDepthwise: false }).chain((convolution) =>
    fc.tuple(fc.constant(convolution), tensorOf(convolution.y), tensorOf(convolution.filter)),
  );
  fc.assert(
    fc.property(cases, ([{ x, attributes }, ...inputs]) =>
      expectSameOnBoth(inputs, ([dy, filter]) =>
        runKernel(Conv2DBackpropInput, { dy: dy!, filter: filter! }, { ...attributes, inputShape: x }),
      ),
    ),
  );
});

test('a batch too large to unfold at once is folded in parts', async () => {
  await setBackend('wasm');
  const gradient = runKernel(
    Conv2DBackpropInput,
    { dy: ones([5, 256, 256, 1]), filter: ones([5, 5, 1, 1]) },
    { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', inputShape: [5, 256, 256, 1] },
  );
  const values = gradient.dataSync();
  const corner = (image: number) => values[image * 256 * 256];
  const middle = (image: number) => values[image * 256 * 256 + 128 * 256 + 128];
  expect([0, 1, 2, 3, 4].map(corner)).toEqual([9, 9, 9, 9, 9]);
  expect([0, 1, 2, 3, 4].map(middle)).toEqual([25, 25, 25, 25, 25]);
});
