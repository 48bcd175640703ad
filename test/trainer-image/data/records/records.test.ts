import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { framedRecord } from '../../../../trainer-image/src/data/framed-record.ts';
import { openRecords, type RecordOptions } from '../../../../trainer-image/src/data/records/records.ts';
import { bytes, floats, integers, message, text } from '../../../../trainer-image/src/protobuf.ts';
import { temporaryFolders } from '../../temporary-folder.ts';

const temporaryFolder = temporaryFolders();

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A `tf.train.Example` of features that are lists already. */
function example(features: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(features).map(([name, list]) => bytes(1, message(text(1, name), bytes(2, list))));
  return framedRecord(message(bytes(1, message(...entries))));
}

const digit = (pixels: readonly number[], label: number, name: string) =>
  example({
    pixels: bytes(1, bytes(1, Uint8Array.from(pixels))),
    weight: bytes(2, floats(1, [label / 2])),
    label: bytes(3, integers(1, [label])),
    name: bytes(1, text(1, name)),
    unasked: bytes(3, integers(1, [1, 2, 3])),
  });

const tfrecord: RecordOptions = {
  format: 'tfrecord',
  fields: { pixels: { type: 'uint8', shape: [2, 2] }, weight: 'float32', label: 'int32', name: 'string' },
};
const csv: RecordOptions = { format: 'csv', fields: { x: 'float32', label: 'int32', name: 'string' } };
const jsonl: RecordOptions = { format: 'jsonl', fields: { x: { type: 'float32', shape: [2] }, label: 'uint8' } };

const read = [
  {
    reason: 'CSV, with quotes, carriage returns, empty lines and a last line without an end',
    options: csv,
    files: { 'a.csv': 'name,x,label\r\n"one, ""1""",0.5,1\r\n\r\n"two\nlines",-2e3,-7', 'b.txt': 'no data' },
    values: { x: [0.5, -2000], label: [1, -7], name: ['one, "1"', 'two\nlines'] },
  },
  {
    reason: 'CSV of several files in the order of their names, each with a header of its own',
    options: csv,
    files: { 'b/c.csv': 'label,name,x\n3,c,3\n', 'a.csv': 'x,label,name\n1,1,a\n2,2,b\n' },
    values: { x: [1, 2, 3], label: [1, 2, 3], name: ['a', 'b', 'c'] },
  },
  {
    reason: 'CSV whose field is made of columns',
    options: {
      format: 'csv',
      fields: { pixels: { type: 'uint8', shape: [2], columns: ['p0', 'p1'] } },
    } satisfies RecordOptions,
    files: { 'a.csv': 'p1,other,p0\n1,x,0\n3,y,2\n' },
    values: { pixels: [0, 1, 2, 3] },
  },
  {
    reason: 'JSON lines with arrays',
    options: jsonl,
    files: { 'a.jsonl': '{"x":[1,2],"label":3,"more":null}\n{"label":4,"x":[[5],[6.5]]}\n' },
    values: { x: [1, 2, 5, 6.5], label: [3, 4] },
  },
  {
    reason: 'TFRecord with bytes, floats, int64 and texts',
    options: tfrecord,
    files: {
      'a.tfrecord-00000-of-00001': Buffer.concat([digit([0, 1, 2, 255], 7, 'seven'), digit([9, 9, 9, 9], -1, 'é')]),
    },
    values: { pixels: [0, 1, 2, 255, 9, 9, 9, 9], weight: [3.5, -0.5], label: [7, -1], name: ['seven', 'é'] },
  },
];

test.each(read)('reads $reason', ({ options, files, values }) => {
  const records = openRecords(folderWith(files), options);
  const columns = Object.entries(records.read()).map(([name, column]) => [
    name,
    Array.from(column as ArrayLike<unknown>),
  ]);
  expect(Object.fromEntries(columns)).toEqual(values);
  expect(records.skipped).toEqual([]);
});

function broken(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  copy[at]! ^= 1;
  return copy;
}

const one = digit([1, 1, 1, 1], 1, 'one');
const two = digit([2, 2, 2, 2], 2, 'two');

const corrupt = [
  {
    reason: 'a number that is none',
    options: csv,
    file: 'a.csv',
    content: 'x,label,name\n1,1,a\nx,2,b\n3,3,c\n',
    left: 2,
    at: 19,
    why: 'x is "x", which is no float32',
  },
  {
    reason: 'an empty value, which is no 0',
    options: csv,
    file: 'a.csv',
    content: 'x,label,name\n,1,a\n3,3,c\n',
    left: 1,
    at: 13,
    why: 'x is "", which is no float32',
  },
  {
    reason: 'a fraction where a whole number must be',
    options: csv,
    file: 'a.csv',
    content: 'x,label,name\n1,1.5,a\n3,3,c\n',
    left: 1,
    at: 13,
    why: 'label is 1.5, which is no int32',
  },
  {
    reason: 'a line with a value too many',
    options: csv,
    file: 'a.csv',
    content: 'x,label,name\n1,1,a,b\n3,3,c\n',
    left: 1,
    at: 13,
    why: 'it has 4 values, and the header 3',
  },
  {
    reason: 'half a JSON object',
    options: jsonl,
    file: 'a.jsonl',
    content: '{"x":[1,2],"label":3}\n{"x":[1\n',
    left: 1,
    at: 22,
    why: 'it is no JSON',
  },
  {
    reason: 'a missing field',
    options: jsonl,
    file: 'a.jsonl',
    content: '{"x":[1,2],"label":3}\n{"x":[1,2]}\n',
    left: 1,
    at: 22,
    why: 'label is missing',
  },
  {
    reason: 'an array of another length',
    options: jsonl,
    file: 'a.jsonl',
    content: '{"x":[1,2],"label":3}\n{"x":[1],"label":3}\n',
    left: 1,
    at: 22,
    why: 'x has 1 values, not 2',
  },
  {
    reason: 'a byte that is none',
    options: jsonl,
    file: 'a.jsonl',
    content: '{"x":[1,2],"label":3}\n{"x":[1,2],"label":256}\n',
    left: 1,
    at: 22,
    why: 'label is 256, which is no uint8',
  },
  {
    reason: 'a flipped bit in a record’s data',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([broken(one, 20), two]),
    left: 1,
    at: 0,
    why: 'its data is not what its checksum says',
  },
  {
    reason: 'a flipped bit in a record’s length',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([one, broken(two, 2), one]),
    left: 1,
    at: one.length,
    why: 'its length is not what its checksum says; the rest of the file is left out',
  },
  {
    reason: 'a file that ends within a record',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([one, two.subarray(0, 40)]),
    left: 1,
    at: one.length,
    why: 'the file ends within it',
  },
  {
    reason: 'a file that ends within a length',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([one, two.subarray(0, 5)]),
    left: 1,
    at: one.length,
    why: 'the file ends within a length',
  },
  {
    reason: 'a record that is no example',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([one, framedRecord(Buffer.from([255]))]),
    left: 1,
    at: one.length + 12,
    why: 'it is no tf.train.Example: a number is cut off',
  },
  {
    reason: 'an example without a field',
    options: tfrecord,
    file: 'a.tfrecord',
    content: Buffer.concat([one, example({})]),
    left: 1,
    at: one.length + 12,
    why: 'pixels is missing',
  },
];

describe.each(corrupt)('$reason', ({ options, file, content, left, at, why }) => {
  test('is skipped where that is allowed, and said with its file and offset', () => {
    const folder = folderWith({ [file]: content });
    const records = openRecords(folder, { ...options, maxCorrupt: 1 });
    expect(records.length).toBe(left);
    expect(records.skipped).toEqual([`skips the corrupt record at byte ${at} of ${join(folder, file)}: ${why}`]);
  });

  test('ends the training where it is one too many', () => {
    const folder = folderWith({ [file]: content });
    expect(() => openRecords(folder, options)).toThrow(
      expect.objectContaining({
        reason: 'dataError',
        message: `cannot train on this data: 1 corrupt records, and at most 0 may be skipped (maxCorrupt); the last is at byte ${at} of ${join(folder, file)}: ${why}`,
      }),
    );
  });
});

const refused = [
  {
    reason: 'no file of the format',
    files: { 'a.txt': 'x' },
    options: csv,
    says: 'cannot find csv files (/\\.csv$/i) in FOLDER: it holds a.txt',
  },
  {
    reason: 'an empty folder',
    files: {},
    options: csv,
    says: 'cannot find csv files (/\\.csv$/i) in FOLDER: it is empty',
  },
  {
    reason: 'files without a record',
    files: { 'a.csv': 'x,label,name\n' },
    options: csv,
    says: 'cannot train on FOLDER: its files hold no record',
  },
  {
    reason: 'a column that is not there',
    files: { 'a.csv': 'x,name\n1,a\n' },
    options: csv,
    says: 'cannot read FOLDER/a.csv: there is no column label: the header has x, name',
  },
  {
    reason: 'columns that do not make the shape',
    files: { 'a.csv': 'x\n1\n' },
    options: {
      format: 'csv',
      fields: { x: { type: 'float32', shape: [3], columns: ['x', 'y'] } },
    } satisfies RecordOptions,
    says: 'cannot read field x: its shape has 3 values, and 2 columns are named; shape and columns must agree',
  },
];

test.each(refused)('$reason is refused', ({ files, options, says }) => {
  const folder = folderWith(files);
  expect(() => openRecords(folder, options)).toThrow(says.replaceAll('FOLDER', folder));
});

const numbers = `x,label,name\n${Array.from({ length: 100 }, (_, i) => `${i},${i},n${i}\n`).join('')}`;

test('records are split by a seed, each in one part', () => {
  const records = openRecords(folderWith({ 'a.csv': numbers }), csv);
  const labels = (of: typeof records) => Array.from(of.read()['label'] as Int32Array);
  const [most, rest] = records.split(0.2, 1);
  expect([most.length, rest.length]).toEqual([80, 20]);
  expect([...labels(most), ...labels(rest)].sort((a, b) => a - b)).toEqual(labels(records));
  expect(labels(records.split(0.2, 1)[1])).toEqual(labels(rest));
  expect(labels(records.split(0.2, 2)[1])).not.toEqual(labels(rest));
  expect(most.digest).not.toBe(rest.digest);
});

test('records are dealt out to workers, each to one', () => {
  const records = openRecords(folderWith({ 'a.csv': numbers }), csv);
  const shards = [0, 1, 2].map((rank) => Array.from(records.shard(rank, 3).read()['label'] as Int32Array));
  expect(shards.map(({ length }) => length)).toEqual([34, 33, 33]);
  expect(shards.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('other bytes or other fields are other data', () => {
  const digest = (content: string, fields: RecordOptions['fields'] = csv.fields) =>
    openRecords(folderWith({ 'a.csv': content }), { ...csv, fields }).digest;
  expect(digest(numbers)).toBe(digest(numbers));
  expect(digest(numbers)).not.toBe(digest(`${numbers}7,7,n7\n`));
  expect(digest(numbers)).not.toBe(digest(numbers, { x: 'float32' }));
});
