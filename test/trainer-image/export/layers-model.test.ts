import { beforeAll, expect, test } from '@jest/globals';
import { io, ones, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { modelFiles, namedModelFiles } from '../../../trainer-image/src/export/layers-model.ts';
import { digitsCnn } from '../../../trainer-image/src/recipes/digits-cnn.ts';
import { stepNoise } from '../../../trainer-image/src/training/noise.ts';
import { useWasm } from '../wasm.ts';

beforeAll(useWasm);

test('the library loads the files again, and the model gives the same numbers', async () => {
  const model = digitsCnn.experiment({ filters: 2 }, []).model(stepNoise());
  const files = namedModelFiles(await modelFiles(model));
  expect(Object.keys(files).sort()).toEqual(['model.json', 'weights.bin']);
  const document = JSON.parse(Buffer.from(files['model.json']!).toString()) as io.ModelJSON;
  expect(document).toMatchObject({ format: 'layers-model', weightsManifest: [{ paths: ['weights.bin'] }] });
  const loaded = await loadLayersModel(
    io.fromMemory({
      modelTopology: document.modelTopology,
      weightSpecs: document.weightsManifest[0]!.weights,
      weightData: Uint8Array.from(files['weights.bin']!).buffer,
    }),
  );
  const numbers = (of: typeof model) => Array.from((of.predict(ones([3, 8, 8, 1])) as Tensor).dataSync());
  expect(numbers(loaded)).toEqual(numbers(model));
});

test('the same model gives the same bytes', async () => {
  const files = () => modelFiles(digitsCnn.experiment({ filters: 2 }, []).model(stepNoise()));
  expect(await files()).toEqual(await files());
});
