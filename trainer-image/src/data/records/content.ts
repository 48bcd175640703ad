import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { types } from 'node:util';
import { TrainerError } from '../../trainer-error.ts';
import type { Content } from './format.ts';

/** An open file's content. */
export interface FileContent extends Content {
  close(): void;
}

/** Opens a file; throws a TrainerError (`noInput`) where it cannot be read. */
export function openContent(path: string): FileContent {
  const file = reading(path, () => openSync(path, 'r'));
  const { size } = reading(path, () => fstatSync(file));
  let buffer = new Uint8Array(0);
  return {
    bytes: size,
    read(offset, bytes) {
      const wanted = Math.max(0, Math.min(bytes, size - offset));
      if (buffer.length < wanted) buffer = new Uint8Array(wanted);
      let have = 0;
      while (have < wanted) {
        const got = reading(path, () => readSync(file, buffer, have, wanted - have, offset + have));
        if (got === 0) break;
        have += got;
      }
      return buffer.subarray(0, have);
    },
    close: () => closeSync(file),
  };
}

function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (caught) {
    const why = types.isNativeError(caught) ? caught.message : String(caught);
    throw new TrainerError('noInput', `cannot read ${path}: ${why}`);
  }
}
