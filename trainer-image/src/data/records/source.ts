import { openContent, type FileContent } from './content.ts';
import { columnsOf, type Columns, type FullField } from './fields.ts';
import { formats, type Decoder, type Extent, type FormatName } from './format.ts';

/** Where good records lie. Plain data in memory that threads share: handed to another thread, nothing is copied. */
export interface RecordSource {
  readonly format: FormatName;
  readonly fields: readonly FullField[];
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Three numbers a record: which file, offset, bytes. */
  readonly places: Float64Array;
}

/** Reads records by their numbers. */
export interface RecordReader {
  read(indices: Uint32Array): Columns;
  close(): void;
}

/** Opens a source's files when they are first needed. */
export function openSource({ format, fields, files, places }: RecordSource): RecordReader {
  const opened = new Map<number, { readonly content: FileContent; readonly decode: Decoder }>();
  const fileAt = (index: number) => {
    const known = opened.get(index);
    if (known !== undefined) return known;
    const content = openContent(files[index]!);
    const file = { content, decode: formats[format].decoder(fields, content) };
    opened.set(index, file);
    return file;
  };
  return {
    read(indices) {
      const rows = Array.from(indices, (index) => {
        const [file, place] = placeOf(places, index);
        const { content, decode } = fileAt(file);
        // A copy: the next read overwrites these bytes, and a row may hold some of them.
        const row = decode(content.read(place.offset, place.bytes).slice());
        if (typeof row !== 'string') return row;
        throw new Error(`${files[file]} changed while it was read: at byte ${place.offset} ${row}`);
      });
      return columnsOf(fields, rows);
    },
    close() {
      for (const { content } of opened.values()) content.close();
      opened.clear();
    },
  };
}

function placeOf(places: Float64Array, index: number): [file: number, place: Extent] {
  const at = 3 * index;
  return [places[at]!, { offset: places[at + 1]!, bytes: places[at + 2]! }];
}
