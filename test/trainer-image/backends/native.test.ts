import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isNativeBuilt, testNative } from '../native.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { runTrainer } from '../trainer-process.ts';

const temporaryFolder = temporaryFolders();

const hasGpu = existsSync('/dev') && readdirSync('/dev').some((name) => /^nvidia\d+$/.test(name));

const testNativeWithoutGpu = isNativeBuilt && !hasGpu ? test : test.skip;

testNative(
  'TensorFlow’s own library trains, and takes the place of WASM by itself (npm run build:native)',
  async () => {
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
    expect(ended.events[1]).toMatchObject({ event: 'execution', mode: 'traced' });
    const { metrics } = ended.events.at(-1) as { metrics: { accuracy: number } };
    expect(metrics.accuracy).toBeGreaterThan(0.9);
  },
);

testNativeWithoutGpu('where an accelerator is required, it says what is missing (npm run build:native)', async () => {
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

testNative('where no graph can be written, steps are eager, and that is said (npm run build:native)', async () => {
  const ended = await runTrainer({
    variables: {
      CROSSTRAIN_ARTIFACTS: temporaryFolder(),
      CROSSTRAIN_BACKEND: 'native',
      CROSSTRAIN_HYPERPARAMETERS: '{"epochs":1}',
      TMPDIR: '/nowhere',
    },
  });
  expect(ended.code).toBe(0);
  expect(ended.events[1]).toMatchObject({
    event: 'execution',
    level: 'warning',
    mode: 'eager',
    why: expect.stringContaining("ENOENT: no such file or directory, mkdtemp '/nowhere/"),
  });
});
