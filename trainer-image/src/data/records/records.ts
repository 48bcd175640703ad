import { createHash } from 'node:crypto';
import { TrainerError } from '../../trainer-error.ts';
import { permutation, randomAt } from '../random.ts';
import { openContent, type FileContent } from './content.ts';
import { fullFields, type Columns, type Fields, type FullField } from './fields.ts';
import { filesIn } from './files.ts';
import { formats, type FormatName } from './format.ts';
import { openSource, type RecordSource } from './source.ts';

/** How files are read as records. */
export interface RecordOptions {
  readonly format: FormatName;
  readonly fields: Fields;
  /** Which files of the folder, by their paths in it. Default: all that end as the format's files do. */
  readonly files?: RegExp;
  /** How many corrupt records are skipped; one more ends the training. Default: 0. */
  readonly maxCorrupt?: number;
}

/** Examples in files, which are read when they are needed: only where each lies is kept in memory. */
export interface Records {
  readonly length: number;
  /** sha256 of all files and of which fields are read. */
  readonly digest: string;
  /** A sentence per record that was skipped, with its file and offset. */
  readonly skipped: readonly string[];
  readonly source: RecordSource;
  /** Values of the records of these numbers, read at once. Default: of all. */
  read(indices?: Uint32Array): Columns;
  /** The records in two parts, drawn by a seed: `part` of them in the second. */
  split(part: number, seed: number): readonly [Records, Records];
  /** Every `of`-th record from number `rank` on: the part of one of `of` workers. */
  shard(rank: number, of: number): Records;
}

/**
 * Finds the records of a folder's files, in the order of the files' names, and checks each of them.
 * Throws a TrainerError: `noInput` where there is no file, `dataError` where more records are corrupt than may be.
 */
export function openRecords(folder: string, options: RecordOptions): Records {
  const { format, maxCorrupt = 0 } = options;
  const fields = fullFields(options.fields);
  const files = filesIn(folder, format, options.files);
  const digest = createHash('sha256').update(JSON.stringify(fields));
  const skipped: string[] = [];
  const places: number[] = [];
  for (const [index, path] of files.entries()) {
    const content = openContent(path);
    try {
      for (const found of checked(content, path, { format, fields })) {
        if ('bytes' in found) places.push(index, found.offset, found.bytes);
        else skipped.push(`skips the corrupt record at byte ${found.offset} of ${path}: ${found.problem}`);
        if (skipped.length > maxCorrupt) throw tooManyCorrupt(skipped, maxCorrupt);
      }
      digestInto(digest, content);
    } finally {
      content.close();
    }
  }
  if (places.length === 0) throw new TrainerError('dataError', `cannot train on ${folder}: its files hold no record`);
  const shared = new Float64Array(new SharedArrayBuffer(8 * places.length));
  shared.set(places);
  return recordsAt({ format, fields, files, places: shared }, { digest: digest.digest('hex'), skipped });
}

function recordsAt(source: RecordSource, facts: Pick<Records, 'digest' | 'skipped'>): Records {
  const length = source.places.length / 3;
  const picked = (numbers: Iterable<number>, name: string): Records => {
    const chosen = [...numbers];
    const places = new Float64Array(new SharedArrayBuffer(24 * chosen.length));
    chosen.forEach((number, i) => places.set(source.places.subarray(3 * number, 3 * number + 3), 3 * i));
    return recordsAt({ ...source, places }, { ...facts, digest: `${facts.digest} ${name}` });
  };
  return {
    ...facts,
    length,
    source,
    read(indices = Uint32Array.from({ length }, (_, i) => i)) {
      const reader = openSource(source);
      try {
        return reader.read(indices);
      } finally {
        reader.close();
      }
    },
    split(part, seed) {
      const drawn = permutation(length, randomAt(seed, 'split'));
      const cut = Math.round(length * (1 - part));
      return [
        picked(drawn.subarray(0, cut).sort(), `split ${seed}`),
        picked(drawn.subarray(cut).sort(), `rest ${seed}`),
      ];
    },
    shard(rank, of) {
      const numbers = Array.from({ length: Math.ceil((length - rank) / of) }, (_, i) => rank + i * of);
      return picked(numbers, `shard ${rank}/${of}`);
    },
  };
}

/** The records of a file; one that cannot be decoded counts as corrupt, whatever its checksum says. */
function* checked(
  content: FileContent,
  path: string,
  { format, fields }: { readonly format: FormatName; readonly fields: readonly FullField[] },
) {
  const { scan, decoder } = formats[format];
  // Another handle: the scan's piece must stay while a record is looked at.
  const look = openContent(path);
  try {
    const decode = decoderFor(path, () => decoder(fields, look));
    for (const found of scan(content)) {
      if ('problem' in found) {
        yield found;
        continue;
      }
      const row = decode(look.read(found.offset, found.bytes));
      yield typeof row === 'string' ? { offset: found.offset, problem: row } : found;
    }
  } finally {
    look.close();
  }
}

/** What a file's head lacks is said of that file. */
function decoderFor<Result>(path: string, make: () => Result): Result {
  try {
    return make();
  } catch (caught) {
    if (!(caught instanceof TrainerError)) throw caught;
    throw new TrainerError(caught.reason, `cannot read ${path}: ${caught.message}`);
  }
}

function digestInto(digest: ReturnType<typeof createHash>, content: FileContent): void {
  const piece = 1 << 20;
  for (let at = 0; at < content.bytes; at += piece) digest.update(content.read(at, piece));
}

function tooManyCorrupt(skipped: readonly string[], maxCorrupt: number): TrainerError {
  const last = skipped.at(-1)!.replace('skips the corrupt record ', '');
  const sentence = `${skipped.length} corrupt records, and at most ${maxCorrupt} may be skipped (maxCorrupt); the last is ${last}`;
  return new TrainerError('dataError', `cannot train on this data: ${sentence}`);
}
