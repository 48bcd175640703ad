import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { assetPath } from '../assets.ts';
import { permutation, randomAt } from './random.ts';

/** Pixels along one side of an image. */
export const side = 8;

/** Images of handwritten digits and what they show. */
export interface Digits {
  /** Pixels from 0 (paper) to 1 (ink), image after image, row after row. */
  readonly pixels: Float32Array;
  /** The digit of each image, 0 to 9. */
  readonly labels: Uint8Array;
}

/** The optical digits, split once and for all: no image is in both parts. */
export interface SplitDigits {
  readonly training: Digits;
  readonly test: Digits;
  /** sha256 of the file that they were read from. */
  readonly sha256: string;
}

/** 36 images of each digit, 360 of 1797, are never trained on. */
const testImagesPerDigit = 36;

/** Names the split: another name would be another split, and figures could not be compared. */
const splitName = 'digits-test-split-1';

/** Reads the vendored images; see `trainer-image/data/digits.md` for where they come from. */
export function readDigits(): SplitDigits {
  const file = readFileSync(assetPath('../data/digits.csv.gz'));
  const rows = gunzipSync(file)
    .toString('ascii')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  const [test, training] = split(rows.map((row) => row[side * side]!));
  return {
    training: pick(rows, training),
    test: pick(rows, test),
    sha256: createHash('sha256').update(file).digest('hex'),
  };
}

/** Indices of the test images, drawn evenly over the digits by a fixed seed, and of all others, both in file order. */
function split(labels: readonly number[]): [test: number[], training: number[]] {
  const drawn = permutation(labels.length, randomAt(0, splitName));
  const taken = new Array<number>(10).fill(0);
  const test = new Set<number>();
  for (const index of drawn) {
    const digit = labels[index]!;
    if (taken[digit]! < testImagesPerDigit) test.add(index);
    taken[digit]!++;
  }
  const indices = labels.map((_, index) => index);
  return [indices.filter((index) => test.has(index)), indices.filter((index) => !test.has(index))];
}

/** A row holds 64 counts of ink, 0 to 16, then the digit. */
function pick(rows: readonly (readonly number[])[], indices: readonly number[]): Digits {
  const pixels = new Float32Array(indices.length * side * side);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    const row = rows[index]!;
    labels[i] = row[side * side]!;
    for (let pixel = 0; pixel < side * side; pixel++) pixels[i * side * side + pixel] = row[pixel]! / 16;
  });
  return { pixels, labels };
}
