import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { TrainerError } from '../../trainer-error.ts';
import type { FormatName } from './format.ts';

/** How files of each format end. */
const endings: Readonly<Record<FormatName, RegExp>> = {
  csv: /\.csv$/i,
  jsonl: /\.(jsonl|ndjson)$/i,
  tfrecord: /\.tfrecords?(-\d+-of-\d+)?$/i,
};

/** The files of a folder and below that hold records, in the order of their paths. */
export function filesIn(folder: string, format: FormatName, wanted: RegExp = endings[format]): readonly string[] {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = all
    .map((name) => join(folder, name))
    .filter((path) => wanted.test(relative(folder, path).split(sep).join('/')) && statSync(path).isFile())
    .sort();
  if (files.length > 0) return files;
  const found =
    all.length === 0 ? 'it is empty' : `it holds ${all.slice(0, 5).join(', ')}${all.length > 5 ? ' …' : ''}`;
  throw new TrainerError('noInput', `cannot find ${format} files (${wanted}) in ${folder}: ${found}`);
}
