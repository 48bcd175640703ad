// Makes shuffled batches for some seconds, ours and tf.data's of TensorFlow.js, of the same examples in memory; then ours of records
// in a file, read by the trainer's thread. Prints examples per second: pipeline.mjs SECONDS
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { dispose, enableProdMode, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { starters } from '../../../trainer-image/src/backends/choose.ts';
import { framedRecord } from '../../../trainer-image/src/data/framed-record.ts';
import { feedOf } from '../../../trainer-image/src/data/records/feed.ts';
import { readInThread, startReadingThread } from '../../../trainer-image/src/data/records/reading-thread.ts';
import { openRecords } from '../../../trainer-image/src/data/records/records.ts';
import { bytes, integers, message, text } from '../../../trainer-image/src/protobuf.ts';
import { drawnOrder } from '../../../trainer-image/src/training/order.ts';

const [examples, pixels, batchSize] = [10_000, 784, 64];
const schedule = { epochs: 1_000_000, batchSize, learningRate: 1, seed: 1 };
const perEpoch = Math.floor(examples / batchSize);
const order = () => drawnOrder({ examples, schedule }, { perEpoch, total: perEpoch * schedule.epochs });

interface Dataset {
  shuffle(buffer: number, seed: string): Dataset;
  batch(size: number): Dataset;
  repeat(): Dataset;
  iterator(): Promise<{ next(): Promise<{ value: { xs: Tensor; ys: Tensor } }> }>;
}

if (isMainThread) await measure(Number(process.argv[2] ?? 4));
else readInThread();

async function measure(seconds: number): Promise<void> {
  enableProdMode();
  const start = await starters.native();
  if (!start.isReady) throw new Error(`cannot measure: ${start.reason}`);
  const images = Uint8Array.from({ length: examples * pixels }, (_, i) => i % 251);
  const labels = Int32Array.from({ length: examples }, (_, i) => i % 10);

  const drawn = order();
  const ours = await examplesPerSecond(seconds, async (step) => {
    const indices = drawn(step)!;
    const values = new Float32Array(batchSize * pixels);
    indices.forEach((index, i) => values.set(images.subarray(index * pixels, (index + 1) * pixels), i * pixels));
    return [tensor(values, [batchSize, pixels]), tensor(Int32Array.from(indices, (index) => labels[index]!))];
  });

  const native = createRequire(new URL('../trainer-image/native/package.json', import.meta.url));
  const data = native('@tensorflow/tfjs-data') as { array(items: readonly object[]): Dataset };
  const items = Array.from({ length: examples }, (_, i) => ({
    xs: Float32Array.from(images.subarray(i * pixels, (i + 1) * pixels)),
    ys: labels[i]!,
  }));
  const theirs = await data.array(items).shuffle(1000, '1').repeat().batch(batchSize).iterator();
  const tfData = await examplesPerSecond(seconds, async () => {
    const { value } = await theirs.next();
    return [value.xs, value.ys];
  });

  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-pipeline-'));
  writeFileSync(join(folder, 'a.tfrecord'), recordFile(images, labels));
  const records = openRecords(folder, {
    format: 'tfrecord',
    fields: { image: { type: 'uint8', shape: [pixels] }, label: 'int32' },
  });
  const feed = feedOf(startReadingThread(new URL(import.meta.url), records.source), order());
  const fromFile = await examplesPerSecond(seconds, async (step) => {
    const { image, label } = await feed.at(step);
    return [tensor(Float32Array.from(image as Uint8Array), [batchSize, pixels]), tensor(label as Int32Array)];
  });
  feed.close();
  rmSync(folder, { recursive: true });
  const row = { ours: Math.round(ours), tfData: Math.round(tfData), fromFile: Math.round(fromFile) };
  process.stdout.write(`${JSON.stringify({ ...row, ratio: ours / tfData, ratioFromFile: fromFile / tfData })}\n`);
}

async function examplesPerSecond(seconds: number, make: (step: number) => Promise<readonly Tensor[]>): Promise<number> {
  for (let step = 0; step < 3; step++) dispose([...(await make(step))]);
  const from = performance.now();
  let step = 3;
  for (; performance.now() - from < seconds * 1000; step++) dispose([...(await make(step))]);
  return ((step - 3) * batchSize) / ((performance.now() - from) / 1000);
}

function recordFile(images: Uint8Array, labels: Int32Array): Uint8Array {
  return Buffer.concat(
    Array.from(labels, (label, i) => {
      const feature = (name: string, list: Uint8Array) => bytes(1, message(text(1, name), bytes(2, list)));
      const image = bytes(1, bytes(1, images.subarray(i * pixels, (i + 1) * pixels)));
      const data = message(
        bytes(1, message(feature('image', image), feature('label', bytes(3, integers(1, [label]))))),
      );
      return framedRecord(data);
    }),
  );
}
