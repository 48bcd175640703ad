import { createHash } from 'node:crypto';
import { TrainerError } from '../trainer-error.ts';
import { readIdx, type Idx } from './idx.ts';

/** Pixels along one side of an image. */
export const side = 28;

/** Kinds of clothes. */
export const classes = 10;

/** Images of clothes and what they show. */
export interface Clothes {
  /** Grey values, 0 to 255, image after image, row after row. */
  readonly pixels: Uint8Array;
  /** The kind of each, 0 to 9. */
  readonly labels: Uint8Array;
}

/** Fashion-MNIST as it is published: the test images are never trained on. */
export interface Fashion {
  readonly training: Clothes;
  readonly test: Clothes;
  /** sha256 of the four files. */
  readonly sha256: string;
}

/** Reads the four files of Fashion-MNIST, or of whatever has their format, from a folder. Throws a TrainerError. */
export function readFashion(folder: string): Fashion {
  const digest = createHash('sha256');
  const read = (name: string, shape: readonly number[]): Idx => {
    const idx = readIdx(folder, name, shape);
    digest.update(idx.file);
    return idx;
  };
  const part = (name: string): Clothes => {
    const images = read(`${name}-images-idx3-ubyte`, [-1, side, side]);
    const labels = read(`${name}-labels-idx1-ubyte`, [images.shape[0]!]);
    const wrong = labels.values.findIndex((label) => label >= classes);
    if (wrong === -1) return { pixels: images.values, labels: labels.values };
    const found = `label ${wrong} of ${name}-labels-idx1-ubyte in ${folder} is ${labels.values[wrong]}`;
    throw new TrainerError('dataError', `cannot train on these images: ${found}; there are 0 to ${classes - 1}`);
  };
  return { training: part('train'), test: part('t10k'), sha256: digest.digest('hex') };
}
