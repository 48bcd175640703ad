import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { temporaryFolders } from '../temporary-folder.ts';
import { runTrainer } from '../trainer-process.ts';

const temporaryFolder = temporaryFolders();

const addon = 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node';
const isBuilt = existsSync(fileURLToPath(new URL(`../../../trainer-image/native/${addon}`, import.meta.url)));
const hasGpu = existsSync('/dev') && readdirSync('/dev').some((name) => /^nvidia\d+$/.test(name));

const testBuilt = isBuilt ? test : test.skip;
const testBuiltWithoutGpu = isBuilt && !hasGpu ? test : test.skip;

testBuilt('TensorFlow’s own library trains, and takes the place of WASM by itself (npm run build:native)', async () => {
  const artifacts = temporaryFolder();
  const ended = await runTrainer({
    variables: {
      CROSSTRAIN_ARTIFACTS: artifacts,
      CROSSTRAIN_BACKEND: 'auto',
      CROSSTRAIN_HYPERPARAMETERS: '{"epochs":3}',
    },
  });
  expect(ended.code).toBe(0);
  expect(ended.events[0]).toMatchObject({ backend: { name: expect.stringMatching(/^tensorflow-/) }, passedOver: [] });
  const { metrics } = ended.events.at(-1) as { metrics: { accuracy: number } };
  expect(metrics.accuracy).toBeGreaterThan(0.9);
});

testBuiltWithoutGpu('where an accelerator is required, it says what is missing (npm run build:native)', async () => {
  const ended = await runTrainer({
    variables: {
      CROSSTRAIN_ARTIFACTS: temporaryFolder(),
      CROSSTRAIN_BACKEND: 'native',
      CROSSTRAIN_ACCELERATOR: 'required',
    },
  });
  expect(ended.code).toBe(69);
  expect(ended.events.at(-1)).toMatchObject({
    message: expect.stringMatching(/^cannot train on an accelerator, and one is required: no NVIDIA d(river|evice)/),
  });
});
