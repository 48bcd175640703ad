import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import protobuf from 'protobufjs';
import { crc32c } from '../../../trainer-image/src/data/crc32c.ts';
import { createEventFile } from '../../../trainer-image/src/metrics/event-file.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();

/** The fields that are used here of tensorflow/core/util/event.proto and framework/summary.proto. */
const Event = protobuf
  .parse(
    `syntax = "proto3";
    message Event {
      double wall_time = 1;
      int64 step = 2;
      oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
    }
    message Summary { message Value { string tag = 1; float simple_value = 2; } repeated Value value = 1; }
    message SessionLog { enum Status { UNSPECIFIED = 0; START = 1; STOP = 2; CHECKPOINT = 3; } Status status = 1; }`,
    { keepCase: true },
  )
  .root.lookupType('Event');

/** Reads a file of TFRecords as TensorFlow does: every length and content by its checksum. */
function eventsIn(path: string): unknown[] {
  const file = readFileSync(path);
  const events: unknown[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmasked(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)));
    expect(unmasked(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    events.push(Event.toObject(Event.decode(data), { longs: Number, enums: String }));
    at += 16 + length;
  }
  return events;
}

function unmasked(checksum: number): number {
  const turned = (checksum - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}

test('the checksum is that of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test('the file holds its version, where it starts, and the numbers of each step', async () => {
  const folder = join(temporaryFolder(), 'events');
  const file = await createEventFile(folder, 300, 1_700_000_000.5);
  file.add({ 'train/loss': 0.5, 'train/learning_rate': 0.25 }, 301, 1_700_000_001);
  await file.flush();
  file.add({ 'test/accuracy': 1 }, 2 ** 33, 1_700_000_002);
  await file.close();
  expect(readdirSync(folder)).toEqual([`events.out.tfevents.1700000000.${hostname()}.${process.pid}`]);
  expect(eventsIn(file.path)).toEqual([
    { wall_time: 1_700_000_000.5, file_version: 'brain.Event:2' },
    { wall_time: 1_700_000_000.5, step: 301, session_log: { status: 'START' } },
    {
      wall_time: 1_700_000_001,
      step: 301,
      summary: {
        value: [
          { tag: 'train/loss', simple_value: 0.5 },
          { tag: 'train/learning_rate', simple_value: 0.25 },
        ],
      },
    },
    { wall_time: 1_700_000_002, step: 2 ** 33, summary: { value: [{ tag: 'test/accuracy', simple_value: 1 }] } },
  ]);
});

test('a folder that cannot be made is said with the exit code for that', async () => {
  await expect(createEventFile('/dev/null/events', 0, 0)).rejects.toMatchObject({
    reason: 'cannotCreate',
    message: expect.stringContaining('cannot write events to /dev/null/events: ENOTDIR'),
  });
});
