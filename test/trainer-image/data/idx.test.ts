import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readIdx } from '../../../trainer-image/src/data/idx.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();

/** Two images of 2 × 3 pixels. */
const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...Array(12).keys()]);

test.each([
  { reason: 'as it is', name: 'images', content: images },
  { reason: 'compressed', name: 'images.gz', content: gzipSync(images) },
])('a file is read $reason', ({ name, content }) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  const { shape, values } = readIdx(folder, 'images', [-1, 2, 3]);
  expect([shape, [...values]]).toEqual([[2, 2, 3], [...Array(12).keys()]]);
});

const refused = [
  {
    reason: 'is no IDX',
    content: Uint8Array.of(1, 2, 3, 4),
    says: 'it does not begin as an IDX file does, with two zeros',
  },
  { reason: 'is empty', content: Uint8Array.of(), says: 'it does not begin as an IDX file does, with two zeros' },
  {
    reason: 'holds floats',
    content: Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0),
    says: 'its values are of type 13, and only unsigned bytes (8) are read',
  },
  { reason: 'ends early', content: images.slice(0, 10), says: 'it ends within its header, at byte 10' },
  {
    reason: 'was cut',
    content: images.slice(0, 20),
    says: 'its header promises 12 bytes of values, and there are 4',
  },
];

test.each(refused)('a file that $reason is refused, and named', ({ content, says }) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'images'), content);
  expect(() => readIdx(folder, 'images', [-1, 2, 3])).toThrow(
    expect.objectContaining({ reason: 'dataError', message: `cannot read ${join(folder, 'images')}: ${says}` }),
  );
});

test('a file of another shape is refused with both shapes', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'images'), images);
  expect(() => readIdx(folder, 'images', [-1, 28, 28])).toThrow(
    `cannot use ${join(folder, 'images')}: it is of 2 × 2 × 3 bytes, and must be of any × 28 × 28`,
  );
});

test('a missing file and a broken archive are told apart', () => {
  const folder = temporaryFolder();
  expect(() => readIdx(folder, 'images', [-1])).toThrow(expect.objectContaining({ reason: 'noInput' }));
  writeFileSync(join(folder, 'images.gz'), 'no archive');
  expect(() => readIdx(folder, 'images', [-1])).toThrow(
    expect.objectContaining({
      reason: 'dataError',
      message: `cannot unpack ${join(folder, 'images.gz')}: incorrect header check`,
    }),
  );
});
