import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openRecords } from '../../trainer-image/src/data/records/records.ts';
import { temporaryFolders } from '../trainer-image/temporary-folder.ts';
import { python } from './python.ts';

const temporaryFolder = temporaryFolders();

test('what Python’s TensorFlow writes as tf.train.Example is read to the last value', () => {
  const folder = temporaryFolder();
  const count = 300;
  python('write_records.py', join(folder, 'a.tfrecord'), String(count));
  const records = openRecords(folder, {
    format: 'tfrecord',
    fields: {
      image: { type: 'uint8', shape: [28, 28] },
      weights: { type: 'float32', shape: [2] },
      label: 'int32',
      name: 'string',
    },
  });
  expect([records.length, records.skipped]).toEqual([count, []]);
  const { image, weights, label, name } = records.read();
  const numbers = Array.from({ length: count }, (_, i) => i);
  expect(Array.from(image as Uint8Array)).toEqual(numbers.flatMap((i) => new Array<number>(784).fill(i % 256)));
  expect(Array.from(weights as Float32Array)).toEqual(numbers.flatMap((i) => [i / 4, 0 - i]));
  expect(Array.from(label as Int32Array)).toEqual(numbers.map((i) => 0 - i));
  expect(name).toEqual(numbers.map((i) => `Nö${i}`));
});
