import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { io, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { readDigits } from '../../trainer-image/src/data/digits.ts';
import { runTrainer, type Ended } from '../trainer-image/trainer-process.ts';
import { useWasm } from '../trainer-image/wasm.ts';
import { python } from './python.ts';

const steps = 220;
const count = 7;

beforeAll(useWasm);

/** The layers model that the same run left, on the first test images. */
async function outputsOfLayersModel(folder: string, batch: Tensor): Promise<number[]> {
  const document = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as io.ModelJSON;
  const weightData = Uint8Array.from(readFileSync(join(folder, 'weights.bin'))).buffer;
  const { modelTopology, weightsManifest } = document;
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData }),
  );
  return Array.from((model.predict(batch) as Tensor).dataSync());
}

describe.each(['wasm', 'native'])('a run on %s', (backend) => {
  let artifacts: string;
  let stopped: Ended;
  let ended: Ended;

  beforeAll(async () => {
    artifacts = mkdtempSync(join(tmpdir(), 'crosstrain-exported-'));
    const variables = {
      CROSSTRAIN_BACKEND: backend,
      CROSSTRAIN_ARTIFACTS: artifacts,
      CROSSTRAIN_HYPERPARAMETERS: '{"epochs":20,"batchSize":128,"filters":4}',
    };
    // Stopped once, so that there are two event files, of which one takes up where the other was left.
    stopped = await runTrainer({ variables, signalWhen: (out) => out.includes('"event":"epoch"') });
    ended = await runTrainer({ variables });
  });

  afterAll(() => rmSync(artifacts, { recursive: true, force: true }));

  test('leaves a SavedModel that Python’s TensorFlow runs, with the numbers of the layers model', async () => {
    expect([stopped.code, ended.code]).toEqual([42, 0]);
    const { pixels } = readDigits().test;
    const batch = tensor(pixels.slice(0, count * 64), [count, 8, 8, 1]);
    const file = join(artifacts, 'batch.json');
    writeFileSync(file, JSON.stringify({ type: 'float32', shape: batch.shape, values: Array.from(batch.dataSync()) }));
    const answer = python('read_saved_model.py', join(artifacts, 'saved-model', '1'), file) as { values: number[] };
    expect(answer).toMatchObject({ input: { shape: [null, 8, 8, 1], type: 'float32' }, shape: [count, 10] });
    const expected = await outputsOfLayersModel(join(artifacts, 'model'), batch);
    answer.values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  });

  test('leaves event files that TensorBoard’s own library reads, each step once, over a stop', () => {
    const tags = python('read_events.py', join(artifacts, 'events')) as Record<string, [number, number][]>;
    expect(Object.keys(tags).sort()).toEqual([
      'test/accuracy',
      'train/epoch_loss',
      'train/learning_rate',
      'train/loss',
    ]);
    expect(tags['train/loss']!.map(([step]) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    const { metrics } = ended.events.at(-1) as { metrics: { accuracy: number } };
    expect(tags['test/accuracy']!.at(-1)).toEqual([steps, expect.closeTo(metrics.accuracy, 6)]);
    expect(tags['train/learning_rate']![0]![1]).toBeCloseTo(0.005, 6);
  });
});
