import type { FullField, Row } from './fields.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { tfrecord } from './tfrecord.ts';

/** A place in a file. */
export interface Extent {
  readonly offset: number;
  readonly bytes: number;
}

/** What a scan finds, in the order of the file: a record, or why there is none here. */
export type Found = Extent | { readonly offset: number; readonly problem: string };

/** The bytes of a file, read piece by piece. */
export interface Content {
  readonly bytes: number;
  /** Fewer bytes than asked for at the file's end. The next call may overwrite what this one returned. */
  read(offset: number, bytes: number): Uint8Array;
}

/** Reads a record's bytes: the values, or as a clause why there are none. */
export type Decoder = (record: Uint8Array) => Row | string;

/** A way in which files hold records. */
export interface Format {
  /** Finds the records of a file. */
  readonly scan: (content: Content) => Iterable<Found>;
  /**
   * Makes the decoder of a file's records.
   * @param content of which only the head is looked at
   */
  readonly decoder: (fields: readonly FullField[], content: Content) => Decoder;
}

/** All formats. A new one is a file and a line here. */
export const formats = { csv, jsonl, tfrecord } as const satisfies Record<string, Format>;

/** A format by its name. */
export type FormatName = keyof typeof formats;
