import { beforeAll, expect, test } from '@jest/globals';
import { cast, Conv2DBackpropFilter, ones, setBackend, tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, runKernel, startBackends, tensorOf } from './both-backends.ts';
import { convolutions } from './convolutions.ts';

beforeAll(startBackends);

test('the gradient of the filter is the plain backend’s, whatever the sizes, strides and padding', () => {
  const cases = convolutions({ isDepthwise: false }).chain((convolution) =>
    fc.tuple(fc.constant(convolution), tensorOf(convolution.x), tensorOf(convolution.y)),
  );
  fc.assert(
    fc.property(cases, ([{ filter, attributes }, ...inputs]) =>
      expectSameOnBoth(inputs, ([x, dy]) =>
        runKernel(Conv2DBackpropFilter, { x: x!, dy: dy! }, { ...attributes, filterShape: filter }),
      ),
    ),
  );
});

test('a batch too large to unfold at once is summed in parts', async () => {
  await setBackend('wasm');
  // 5 × 5 × 1 weights × 256 × 256 pixels unfold to 1.6 million floats an image: two images at once, of five.
  const gradient = runKernel(
    Conv2DBackpropFilter,
    { x: ones([5, 256, 256, 1]), dy: ones([5, 256, 256, 1]) },
    { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', filterShape: [5, 5, 1, 1] },
  );
  const byRow = [254, 255, 256, 255, 254];
  expect(Array.from(gradient.dataSync())).toEqual(byRow.flatMap((rows) => byRow.map((columns) => 5 * rows * columns)));
});

test('what it cannot compute is refused by name', async () => {
  await setBackend('wasm');
  const x = tensor([1], [1, 1, 1, 1]);
  const attributes = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', filterShape: [1, 1, 1, 1] };
  expect(() => runKernel(Conv2DBackpropFilter, { x, dy: x }, { ...attributes, dataFormat: 'NCHW' })).toThrow(
    'cannot run Conv2DBackpropFilter on WASM: the data format is NCHW; use NHWC (channelsLast)',
  );
  expect(() => runKernel(Conv2DBackpropFilter, { x: cast(x, 'int32'), dy: x }, attributes)).toThrow(
    'cannot run Conv2DBackpropFilter on WASM: x is int32, not float32',
  );
});
