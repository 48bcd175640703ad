import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { TrainerError } from '../trainer-error.ts';

/** Bytes in so many dimensions, the last one the fastest: the format of MNIST and its like. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
  /** The file as it is on the disk, compressed or not. */
  readonly file: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, `name` or `name.gz`, in a folder.
 * Throws a TrainerError: `noInput` where it is not there, `dataError` where it is of another format or another shape.
 * @param shape what it must be, -1 standing for any length
 */
export function readIdx(folder: string, name: string, shape: readonly number[]): Idx {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new TrainerError('noInput', `cannot find ${join(folder, name)}: neither it nor ${name}.gz is there`);
  }
  const file = contentOf(path);
  const read = parseIdx(path.endsWith('.gz') ? unpacked(path, file) : file);
  if (typeof read === 'string') throw new TrainerError('dataError', `cannot read ${path}: ${read}`);
  if (read.shape.length === shape.length && shape.every((length, i) => length === -1 || length === read.shape[i])) {
    return { ...read, file };
  }
  const [is, should] = [read.shape, shape.map((length) => (length === -1 ? 'any' : length))].map((one) =>
    one.join(' × '),
  );
  throw new TrainerError('dataError', `cannot use ${path}: it is of ${is} bytes, and must be of ${should}`);
}

function contentOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (caught) {
    throw new TrainerError('noInput', `cannot read ${path}: ${reasonOf(caught)}`);
  }
}

function unpacked(path: string, file: Uint8Array): Uint8Array {
  try {
    return gunzipSync(file);
  } catch (caught) {
    throw new TrainerError('dataError', `cannot unpack ${path}: ${reasonOf(caught)}`);
  }
}

/** The content of an IDX file, or as a clause why it is none. */
function parseIdx(content: Uint8Array): Omit<Idx, 'file'> | string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const rank = content[3] ?? 0;
  const header = 4 + 4 * rank;
  if (content.length < 4 || view.getUint16(0) !== 0) return 'it does not begin as an IDX file does, with two zeros';
  if (content[2] !== 8) return `its values are of type ${content[2]}, and only unsigned bytes (8) are read`;
  if (content.length < header) return `it ends within its header, at byte ${content.length}`;
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  const values = content.subarray(header);
  return values.length === size
    ? { shape, values }
    : `its header promises ${size} bytes of values, and there are ${values.length}`;
}

function reasonOf(caught: unknown): string {
  return types.isNativeError(caught) ? caught.message : String(caught);
}
