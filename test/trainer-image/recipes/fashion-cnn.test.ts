import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { fashionCnn } from '../../../trainer-image/src/recipes/fashion-cnn.ts';
import { train } from '../../../trainer-image/src/training/loop.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { useWasm } from '../wasm.ts';

const temporaryFolder = temporaryFolders();

beforeAll(useWasm);

/** Images whose kind is the row that is bright: anything learns them, if images and labels arrive together. */
function writeImages(folder: string, name: string, count: number, labelOf: (index: number) => number): void {
  const images = new Uint8Array(16 + count * 784);
  images.set([0, 0, 8, 3]);
  const header = new DataView(images.buffer);
  [count, 28, 28].forEach((length, i) => header.setUint32(4 + 4 * i, length));
  const labels = Uint8Array.from([
    0,
    0,
    8,
    1,
    0,
    0,
    count >> 8,
    count & 255,
    ...Array.from({ length: count }, (_, i) => labelOf(i)),
  ]);
  for (let i = 0; i < count; i++) {
    const row = 2 * (i % 10) + 4;
    images.fill(255, 16 + i * 784 + row * 28, 16 + i * 784 + (row + 2) * 28);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}-images-idx3-ubyte`), images);
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), labels);
}

const inputOf = (path: string) => [{ name: 'fashion-mnist', uri: 'pvc://data/fashion', path }];

test('images and labels of the input are trained on and measured', async () => {
  const folder = temporaryFolder();
  writeImages(folder, 'train', 640, (i) => i % 10);
  writeImages(folder, 't10k', 600, (i) => i % 10);
  const experiment = fashionCnn.experiment({ epochs: 4, filters: 4, learningRate: 0.01 }, inputOf(folder));
  expect(experiment).toMatchObject({ examples: 640, testExamples: 600 });
  const outcome = await train(experiment, { poll: () => undefined, emit: () => undefined });
  if (outcome.kind !== 'finished') throw new Error('stopped, and nobody asked for it');
  expect(outcome.metrics['accuracy']).toBeGreaterThan(0.95);
});

const broken = [
  {
    reason: 'the labels are of another number',
    write: (folder: string) => {
      writeImages(folder, 'train', 20, () => 0);
      writeFileSync(join(folder, 'train-labels-idx1-ubyte'), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3));
    },
    error: { reason: 'dataError', message: expect.stringContaining('it is of 1 bytes, and must be of 20') },
  },
  {
    reason: 'a label is none of ten',
    write: (folder: string) => writeImages(folder, 'train', 20, (i) => i),
    error: {
      reason: 'dataError',
      message: expect.stringMatching(
        /^cannot train on these images: label 10 of train-labels-idx1-ubyte in .* is 10; there are 0 to 9$/,
      ),
    },
  },
  {
    reason: 'the folder is empty',
    write: () => undefined,
    error: { reason: 'noInput', message: expect.stringContaining('train-images-idx3-ubyte.gz is there') },
  },
];

test.each(broken)('refused where $reason', ({ write, error }) => {
  const folder = temporaryFolder();
  write(folder);
  expect(() => fashionCnn.experiment({}, inputOf(folder))).toThrow(expect.objectContaining(error));
});

test('an input that is not mounted is refused', () => {
  const inputs = [{ name: 'fashion-mnist', uri: 'ftp://data/fashion', path: undefined }];
  expect(() => fashionCnn.experiment({}, inputs)).toThrow(
    'cannot read input fashion-mnist: ftp://data/fashion is neither mounted nor to be fetched; s3://, gs://, az:// and https:// are',
  );
});
