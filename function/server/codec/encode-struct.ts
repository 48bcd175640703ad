import { isRecord } from '../../../api/json.ts';
import type { WireWriter } from './wire-writer.ts';

/** Writes a google.protobuf.Struct; fields that are `undefined` are left out. Throws at what is no JSON. */
export function encodeStruct(writer: WireWriter, fields: Readonly<Record<string, unknown>>): void {
  const keys = Object.keys(fields);
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] ?? '';
    const value = fields[key];
    if (value === undefined) continue;
    const entry = writer.length;
    encodeValue(writer, value, 18);
    if (key !== '') writer.string(key, 10);
    writer.lengthSince(entry, 10);
  }
}

/** Writes a google.protobuf.Value with its length and tag before it. */
function encodeValue(writer: WireWriter, value: unknown, tag: number): void {
  const before = writer.length;
  if (typeof value === 'string') writer.string(value, 26);
  else if (value === null || value === undefined) encodeNull(writer);
  else if (Array.isArray(value)) encodeList(writer, value);
  else if (isRecord(value)) {
    encodeStruct(writer, value);
    writer.lengthSince(before, 42);
  } else if (typeof value === 'boolean') {
    writer.varint(value ? 1 : 0);
    writer.varint(32);
  } else if (typeof value === 'number') {
    writer.double(value);
    writer.varint(17);
  } else throw new TypeError(`cannot encode a ${typeof value}`);
  writer.lengthSince(before, tag);
}

function encodeNull(writer: WireWriter): void {
  writer.varint(0);
  writer.varint(8);
}

function encodeList(writer: WireWriter, items: readonly unknown[]): void {
  const before = writer.length;
  for (let index = items.length - 1; index >= 0; index--) encodeValue(writer, items[index], 10);
  writer.lengthSince(before, 50);
}
