import { wireType } from './wire-reader.ts';
import type { WireReader } from './wire-reader.ts';

/** What a google.protobuf.Struct holds. */
export type Fields = Record<string, unknown>;

/** Deepest nesting of objects and lists: far more than an object in Kubernetes has. */
const deepest = 100;

const tag = (field: number, type: number) => (field << 3) | type;

const structField = tag(1, wireType.bytes);
const entryKey = tag(1, wireType.bytes);
const entryValue = tag(2, wireType.bytes);
const nullValue = tag(1, wireType.varint);
const numberValue = tag(2, wireType.fixed64);
const stringValue = tag(3, wireType.bytes);
const boolValue = tag(4, wireType.varint);
const structValue = tag(5, wireType.bytes);
const listValue = tag(6, wireType.bytes);
const listItem = tag(1, wireType.bytes);

/** Reads a google.protobuf.Struct up to `end` as the object that it stands for. */
export function decodeStruct(reader: WireReader, end: number, depth = 0): Fields {
  if (depth > deepest) throw new RangeError(`an object is nested more than ${deepest} deep`);
  const fields: Fields = {};
  while (reader.at < end) {
    const found = reader.varint();
    if (found === structField) decodeEntry(reader, fields, depth);
    else reader.skip(found & 7);
  }
  return fields;
}

function decodeEntry(reader: WireReader, fields: Fields, depth: number): void {
  const end = reader.end();
  let key = '';
  let value: unknown;
  while (reader.at < end) {
    const found = reader.varint();
    if (found === entryKey) key = reader.string();
    else if (found === entryValue) value = decodeValue(reader, depth);
    else reader.skip(found & 7);
  }
  if (value !== undefined) setField(fields, key, value);
}

/** Sets a field of an object, also where its name means something to JavaScript. */
export function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  } else fields[key] = value;
}

/** `undefined` where no kind of value is set. */
function decodeValue(reader: WireReader, depth: number): unknown {
  const end = reader.end();
  let value: unknown;
  while (reader.at < end) {
    const found = reader.varint();
    switch (found) {
      case stringValue:
        value = reader.string();
        break;
      case structValue:
        value = decodeStruct(reader, reader.end(), depth + 1);
        break;
      case listValue:
        value = decodeList(reader, reader.end(), depth + 1);
        break;
      case boolValue:
        value = reader.varint() !== 0;
        break;
      case numberValue:
        value = reader.double();
        break;
      case nullValue:
        reader.varint();
        value = null;
        break;
      default:
        reader.skip(found & 7);
    }
  }
  return value;
}

function decodeList(reader: WireReader, end: number, depth: number): unknown[] {
  if (depth > deepest) throw new RangeError(`a list is nested more than ${deepest} deep`);
  const items: unknown[] = [];
  while (reader.at < end) {
    const found = reader.varint();
    if (found === listItem) items.push(decodeValue(reader, depth) ?? null);
    else reader.skip(found & 7);
  }
  return items;
}
