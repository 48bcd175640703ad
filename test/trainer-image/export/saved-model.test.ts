import { writeFileSync } from 'node:fs';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { setBackend, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { nativeBackend } from '../../../trainer-image/src/backends/native-backend.ts';
import { integerBelow, randomAt } from '../../../trainer-image/src/data/random.ts';
import { savedModelOf } from '../../../trainer-image/src/export/saved-model.ts';
import { savedModelFile } from '../../../trainer-image/src/graph/saved-model.ts';
import { transformerText } from '../../../trainer-image/src/recipes/transformer-text.ts';
import { digitsCnn } from '../../../trainer-image/src/recipes/digits-cnn.ts';
import { stepNoise } from '../../../trainer-image/src/training/noise.ts';
import { testNative, useNative } from '../native.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { useWasm } from '../wasm.ts';

const temporaryFolder = temporaryFolders();

beforeAll(async () => {
  await useNative();
  await useWasm();
});
beforeEach(async () => void (await setBackend('wasm')));

const image = [12, 12, 3];

/** Models that between them have what recipes and users build of. */
const models: Record<string, () => LayersModel> = {
  'digits-cnn': () => digitsCnn.experiment({ filters: 2 }, []).model(stepNoise()),
  'transformer-text': () =>
    transformerText.experiment({ width: 16, heads: 2, blocks: 1, length: 8 }, []).model(stepNoise()),
  'depthwise convolution, normalization, pooling and activations': () =>
    sequential({
      layers: [
        layers.conv2d({ inputShape: image, filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.batchNormalization({ movingMeanInitializer: 'randomNormal', gammaInitializer: 'randomNormal' }),
        layers.activation({ activation: 'elu' }),
        layers.depthwiseConv2d({ kernelSize: 3, activation: 'relu6' }),
        layers.leakyReLU({ alpha: 0.1 }),
        layers.averagePooling2d({ poolSize: 2 }),
        layers.dropout({ rate: 0.5 }),
        layers.flatten(),
        layers.dense({ units: 6, activation: 'tanh' }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    }),
  'global pooling and a sigmoid': () =>
    sequential({
      layers: [
        layers.separableConv2d({ inputShape: image, filters: 4, kernelSize: 3 }),
        layers.zeroPadding2d({ padding: 1 }),
        layers.globalAveragePooling2d({}),
        layers.reshape({ targetShape: [2, 2] }),
        layers.permute({ dims: [2, 1] }),
        layers.flatten(),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
};

/** A batch of a size that the export never saw. */
function batchFor(model: LayersModel): Tensor {
  const shape = [5, ...model.inputs[0]!.shape.slice(1).map((length) => length!)];
  const random = randomAt(1, 'export');
  const size = shape.reduce((product, length) => product * length, 1);
  const isText = model.inputs[0]!.dtype === 'int32';
  const values = Array.from({ length: size }, () => (isText ? integerBelow(70, random) : random()));
  return tensor(values, shape, isText ? 'int32' : 'float32');
}

testNative.each(Object.keys(models))(
  'TensorFlow gives the numbers of the model that was trained on WASM: %s (npm run build:native)',
  async (name) => {
    const model = models[name]!();
    const batch = batchFor(model);
    const expected = tidy(() => (model.apply(batch, { training: false }) as Tensor).dataSync());
    const folder = temporaryFolder();
    writeFileSync(`${folder}/${savedModelFile}`, savedModelOf(model));
    const values = Array.from(batch.dataSync());
    await setBackend('tensorflow');
    const native = nativeBackend();
    const session = native.loadSavedModelMetaGraph(folder, 'serve');
    const [output] = native.runSavedModel(
      session,
      [tensor(values, batch.shape, batch.dtype)],
      [{ name: 'inputs:0' }],
      ['outputs:0'],
    );
    const actual = output!.dataSync();
    expect(actual.length).toBe(expected.length);
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    native.deleteSavedModel(session);
  },
);

test('the same model gives the same bytes', () => {
  const bytes = () => savedModelOf(models['digits-cnn']!());
  expect(Buffer.from(bytes()).equals(bytes())).toBe(true);
});

test('a model that runs a kernel without a counterpart is refused, by the name of the kernel', () => {
  const model = sequential({ layers: [layers.upSampling2d({ inputShape: image })] });
  expect(() => savedModelOf(model)).toThrow('kernel ResizeNearestNeighbor has no counterpart in a SavedModel yet');
});
