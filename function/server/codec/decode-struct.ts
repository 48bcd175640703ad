import { MalformedMessage, wireType } from './wire-reader.ts';
import type { WireReader } from './wire-reader.ts';

/** What a google.protobuf.Struct holds. */
export type Fields = Record<string, unknown>;

/** Deepest nesting of objects and lists: far more than an object in Kubernetes has. */
const deepest = 100;

const tooDeep = `an object is nested more than ${deepest} deep`;

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
  if (depth > deepest) throw new MalformedMessage(tooDeep);
  const fields: Fields = {};
  while (reader.at < end) {
    const found = reader.varint();
    if (found === structField) decodeEntry(reader, fields, depth);
    else reader.skip(found);
  }
  reader.expectAt(end);
  return fields;
}

/**
 * The same, but that what is large within is read when it is first looked at: most of what is observed never is. It is then
 * what it says, as in any other object. Bytes that are no object throw a MalformedMessage only then.
 */
export function decodeStructLazily(reader: WireReader, end: number, depth = 0): Fields {
  if (depth > deepest) throw new MalformedMessage(tooDeep);
  const fields: Fields = {};
  while (reader.at < end) {
    const found = reader.varint();
    if (found === structField) decodeEntryLazily(reader, fields, depth);
    else reader.skip(found);
  }
  reader.expectAt(end);
  return fields;
}

/** Length of an entry up to which reading it is cheaper than putting that off. */
const shortest = 300;

function decodeEntryLazily(reader: WireReader, fields: Fields, depth: number): void {
  const end = reader.end();
  const start = reader.at;
  if (end - start > shortest && reader.varint() === entryKey) {
    const key = reader.string();
    // An entry that holds a key and then a value, as every implementation writes it; of another one all is read at once.
    if (key !== '__proto__' && reader.at < end && reader.varint() === entryValue && reader.end() === end) {
      const { at } = reader;
      const kind = reader.varint();
      if (kind === structValue && reader.end() === end) {
        const inner = reader.at;
        reader.at = end;
        return setLater(fields, key, () => decodeStructLazily(reader.from(inner), end, depth + 1));
      }
      if (kind === listValue) {
        reader.at = end;
        return setLater(fields, key, () => decodeValueUpTo(reader.from(at), end, depth));
      }
    }
  }
  reader.at = start;
  decodeEntryUpTo(reader, end, fields, depth);
}

/** Sets a field to what `read` returns, when it is first looked at; until then it cannot be written. */
function setLater(fields: Fields, key: string, read: () => unknown): void {
  const get = (): unknown => {
    const value = read();
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  Object.defineProperty(fields, key, { get, enumerable: true, configurable: true });
}

function decodeEntry(reader: WireReader, fields: Fields, depth: number): void {
  decodeEntryUpTo(reader, reader.end(), fields, depth);
}

function decodeEntryUpTo(reader: WireReader, end: number, fields: Fields, depth: number): void {
  let key = '';
  let value: unknown;
  while (reader.at < end) {
    const found = reader.varint();
    if (found === entryKey) key = reader.string();
    else if (found === entryValue) value = decodeValue(reader, depth);
    else reader.skip(found);
  }
  reader.expectAt(end);
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
  return decodeValueUpTo(reader, reader.end(), depth);
}

function decodeValueUpTo(reader: WireReader, end: number, depth: number): unknown {
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
        reader.skip(found);
    }
  }
  reader.expectAt(end);
  return value;
}

function decodeList(reader: WireReader, end: number, depth: number): unknown[] {
  if (depth > deepest) throw new MalformedMessage(`a list is nested more than ${deepest} deep`);
  const items: unknown[] = [];
  while (reader.at < end) {
    const found = reader.varint();
    if (found === listItem) items.push(decodeValue(reader, depth) ?? null);
    else reader.skip(found);
  }
  reader.expectAt(end);
  return items;
}
