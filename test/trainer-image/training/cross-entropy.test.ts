import { beforeAll, expect, test } from '@jest/globals';
import { grad, losses, oneHot, reshape, setBackend, tensor, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
// Registers the gradients of all operations, as in the trainer.
import '@tensorflow/tfjs-layers';
import { randomAt } from '../../../trainer-image/src/data/random.ts';
import { crossEntropy } from '../../../trainer-image/src/training/cross-entropy.ts';
import { testNative, useNative } from '../native.ts';
import { useWasm } from '../wasm.ts';

beforeAll(async () => {
  await useNative();
  await useWasm();
});

/** Loss and gradient of some outputs, which may come in a sequence. */
function measured(loss: (targets: Tensor, outputs: Tensor) => Tensor, shape: number[]) {
  const random = randomAt(1, 'cross entropy');
  const size = shape.reduce((product, length) => product * length, 1);
  const classes = shape.at(-1)!;
  const labels = Array.from({ length: size / classes }, () => Math.floor(random() * classes));
  const targets = reshape(oneHot(tensor1d(labels, 'int32'), classes), shape);
  const outputs = tensor(
    Float32Array.from({ length: size }, () => 8 * random() - 4),
    shape,
  );
  return {
    loss: Array.from(loss(targets, outputs).dataSync()),
    gradient: Array.from(grad((given) => loss(targets, given))(outputs).dataSync()),
  };
}

testNative.each([[[6, 10]], [[2, 5, 7]]])(
  'TensorFlow’s own operation gives the loss and gradient of the many, of shape %j (npm run build:native)',
  async (shape) => {
    await setBackend('wasm');
    const many = measured((targets, outputs) => losses.softmaxCrossEntropy(targets, outputs), shape);
    await setBackend('tensorflow');
    const one = measured(crossEntropy, shape);
    expect(one.loss[0]).toBeCloseTo(many.loss[0]!, 5);
    one.gradient.forEach((value, i) => expect(value).toBeCloseTo(many.gradient[i]!, 5));
  },
);

test('on other backends it is the library’s own loss', async () => {
  await setBackend('wasm');
  expect(measured(crossEntropy, [4, 3])).toEqual(measured((a, b) => losses.softmaxCrossEntropy(a, b), [4, 3]));
});
