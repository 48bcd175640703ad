import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolders } from './temporary-folder.ts';
import { runTrainer, type Ended } from './trainer-process.ts';

const temporaryFolder = temporaryFolders();

/** Long enough for a busy machine; a trainer takes a few seconds. */
const timeoutMs = 120_000;

const small = { epochs: 20, batchSize: 128, filters: 2 };
const smallSteps = 220;

const hyperparameters = (values: object) => ({ CROSSTRAIN_HYPERPARAMETERS: JSON.stringify(values) });
const smallRun = (artifacts: string) => ({ ...hyperparameters(small), CROSSTRAIN_ARTIFACTS: artifacts });

/** A run that nothing disturbs, for all tests that look at one or compare with one. */
let whole: Ended;
let artifactsOfWhole: string;

beforeAll(async () => {
  artifactsOfWhole = mkdtempSync(join(tmpdir(), 'crosstrain-trainer-'));
  const progress = pathToFileURL(join(artifactsOfWhole, 'progress.json')).href;
  whole = await runTrainer({ variables: { ...smallRun(artifactsOfWhole), CROSSTRAIN_PROGRESS: progress } });
}, timeoutMs);

afterAll(() => rmSync(artifactsOfWhole, { recursive: true, force: true }));

test('a whole run says what it does, step by step', () => {
  expect(whole).toMatchObject({ code: 0, err: '' });
  const epochs = new Array<string>(small.epochs).fill('epoch');
  expect(whole.events.map(({ event }) => event)).toEqual(['started', ...epochs, 'saved', 'finished']);
  expect(whole.events[0]).toMatchObject({
    recipe: 'digits-cnn',
    backend: { name: 'wasm', device: 'SIMD, 1 thread' },
    hyperparameters: { ...small, learningRate: 0.005, seed: 1, maxShiftPixels: 1 },
    examples: 1437,
    testExamples: 360,
    totalSteps: smallSteps,
  });
  expect(whole.events.at(-1)).toMatchObject({
    metrics: { accuracy: expect.any(Number) },
    goal: { metric: 'accuracy', atLeast: 0.97 },
    model: join(artifactsOfWhole, 'model'),
    checkpoint: join(artifactsOfWhole, 'checkpoints', String(smallSteps)),
  });
});

test('a whole run leaves a checkpoint, events, a model and a last report', () => {
  const left = readdirSync(artifactsOfWhole);
  expect(left.sort()).toEqual(['checkpoints', 'events', 'model', 'progress.json', 'saved-model']);
  expect(readdirSync(join(artifactsOfWhole, 'model')).sort()).toEqual(['model.json', 'weights.bin']);
  expect(JSON.parse(readFileSync(join(artifactsOfWhole, 'progress.json'), 'utf8'))).toMatchObject({
    phase: 'Succeeded',
    step: smallSteps,
    totalSteps: smallSteps,
    checkpointStep: smallSteps,
    backend: 'wasm',
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'stopped by %s it saves, ends with 42, and started again ends with the bits of a run never stopped',
  async (signal) => {
    const artifacts = temporaryFolder();
    const isTime = (out: string) => out.includes('"event":"epoch"');
    const first = await runTrainer({ variables: smallRun(artifacts), signalWhen: isTime, signal });
    expect(first).toMatchObject({ code: 42, err: '' });
    const { step } = first.events.at(-1) as { step: number };
    expect(first.events.at(-1)).toMatchObject({ event: 'stopped', path: join(artifacts, 'checkpoints', String(step)) });
    expect(step).toBeGreaterThanOrEqual(smallSteps / small.epochs);
    expect(step).toBeLessThan(smallSteps);
    const second = await runTrainer({ variables: smallRun(artifacts) });
    expect(second.code).toBe(0);
    expect(second.events[1]).toMatchObject({ event: 'resumed', step });
    const last = join('checkpoints', String(smallSteps));
    for (const file of [join(last, 'weights.bin'), join(last, 'optimizer.bin'), join('model', 'weights.bin')]) {
      expect([file, readFileSync(join(artifacts, file))]).toEqual([file, readFileSync(join(artifactsOfWhole, file))]);
    }
  },
  timeoutMs,
);

/** A module whose sixth step has no loss. */
const losingItsNumbers = `
export default {
  goal: { metric: 'accuracy', atLeast: 0 },
  experiment: ({ seed }, { tf, layers: { sequential, layers } }) => {
    let steps = 0;
    return {
      dataDigest: '', examples: 320, testExamples: 1,
      model: () => sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] }),
      batch: (indices) => ({ inputs: tf.ones([indices.length, 1]), targets: tf.ones([indices.length, 1]) }),
      loss: (targets, outputs) => tf.losses.meanSquaredError(targets, outputs).mul(steps++ === 5 ? Number.NaN : 1),
      evaluate: () => ({ accuracy: 1 }),
    };
  },
};`;

const refusals: {
  reason: string;
  variables: (artifacts: string) => Record<string, string>;
  code: number;
  says: string;
}[] = [
  {
    reason: 'an accelerator is required',
    variables: () => ({ CROSSTRAIN_ACCELERATOR: 'required' }),
    code: 69,
    says: 'cannot train on an accelerator, and one is required: WASM computes on the processor only',
  },
  {
    reason: 'the environment is broken',
    variables: () => ({ CROSSTRAIN_CONTRACT: '2', CROSSTRAIN_INDEX: '' }),
    code: 78,
    says: 'cannot read CROSSTRAIN_CONTRACT: it is version 2; this trainer knows version 1\ncannot read CROSSTRAIN_INDEX: it is not set\n',
  },
  {
    reason: 'there is no such recipe',
    variables: () => ({ CROSSTRAIN_RECIPE: 'digits' }),
    code: 64,
    says: 'cannot train digits: there is no recipe of that name; there are digits-cnn, fashion-cnn, transformer-text',
  },
  {
    reason: 'a hyperparameter is out of its range',
    variables: () => hyperparameters({ epochs: 0 }),
    code: 64,
    says: 'cannot train digits-cnn: hyperparameter epochs is 0; it must be a whole number from 1 to 1000',
  },
  {
    reason: 'an input is missing',
    variables: () => ({ CROSSTRAIN_RECIPE: 'fashion-cnn' }),
    code: 66,
    says: 'cannot find input fashion-mnist: the run names no such input (it has none); add {name: fashion-mnist, uri: …} to spec.data.inputs',
  },
  {
    reason: 'there is no such module',
    variables: () => ({ CROSSTRAIN_RECIPE: '', CROSSTRAIN_MODULE: 'train.js', CROSSTRAIN_SOURCE: '/nowhere' }),
    code: 64,
    says: 'cannot train /nowhere/train.js: there is no such file',
  },
  {
    reason: 'the loss is no number any more',
    variables: (artifacts) => {
      writeFileSync(join(artifacts, 'train.mjs'), losingItsNumbers);
      return { CROSSTRAIN_RECIPE: '', CROSSTRAIN_MODULE: 'train.mjs', CROSSTRAIN_SOURCE: artifacts };
    },
    code: 65,
    says: 'cannot go on: the loss is NaN at step 6 (batch 5 of epoch 0, both from 0); a smaller learningRate may help',
  },
  {
    reason: 'the folder of artifacts cannot be made',
    variables: (artifacts) => {
      writeFileSync(join(artifacts, 'file'), '');
      return { CROSSTRAIN_ARTIFACTS: join(artifacts, 'file', 'below') };
    },
    code: 73,
    says: 'cannot write checkpoints to',
  },
];

test.each(refusals)(
  'ends with $code where $reason',
  async ({ variables, code, says }) => {
    const artifacts = temporaryFolder();
    const all = { CROSSTRAIN_ARTIFACTS: artifacts, CROSSTRAIN_LOG: 'lines', ...variables(artifacts) };
    const ended = await runTrainer({ variables: all });
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(says);
  },
  timeoutMs,
);

test(
  'the checkpoint of another run is refused, and left alone',
  async () => {
    const artifacts = temporaryFolder();
    const run = (seed: number) => ({
      ...hyperparameters({ ...small, epochs: 1, seed }),
      CROSSTRAIN_ARTIFACTS: artifacts,
    });
    expect(await runTrainer({ variables: run(1) })).toMatchObject({ code: 0 });
    const before = readdirSync(artifacts, { recursive: true }).sort();
    const other = await runTrainer({ variables: run(2) });
    expect(other.code).toBe(78);
    expect(other.events.at(-1)).toMatchObject({
      event: 'failed',
      message: expect.stringContaining('another training wrote it (seed is 1 there and 2 here)'),
    });
    expect(readdirSync(artifacts, { recursive: true }).sort()).toEqual(before);
  },
  timeoutMs,
);
