import { objectionTo, type FullField, type Row } from './fields.ts';
import type { Decoder } from './format.ts';

/** Thrown within this file where bytes are no message. */
class Malformed extends Error {}

/** A field of a protobuf message: its number, and its content where it has a length, else its value. */
interface Part {
  readonly field: number;
  readonly content: Uint8Array;
  readonly value: bigint;
  readonly wireType: number;
}

/**
 * Reads `tf.train.Example`: `features.feature` is a map from names to lists of bytes (1), floats (2) or int64 (3).
 * https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/example/feature.proto
 */
export function exampleDecoder(fields: readonly FullField[]): Decoder {
  const places = new Map(fields.map(({ name }, place) => [name, place]));
  return (record) => {
    try {
      const row = new Array<Row[number] | undefined>(fields.length).fill(undefined);
      for (const features of contentsOf(record, 1)) {
        for (const entry of contentsOf(features, 1)) {
          const place = places.get(Buffer.from(last(contentsOf(entry, 1))).toString());
          if (place !== undefined) row[place] = valuesOf(fields[place]!, last(contentsOf(entry, 2)));
        }
      }
      const missing = fields.find((_, place) => row[place] === undefined);
      if (missing !== undefined) return `${missing.name} is missing`;
      const whole = row as Row;
      return fields.map((field, i) => objectionTo(field, whole[i]!)).find((one) => one !== undefined) ?? whole;
    } catch (caught) {
      if (caught instanceof Malformed) return `it is no tf.train.Example: ${caught.message}`;
      throw caught;
    }
  };
}

function last(contents: readonly Uint8Array[]): Uint8Array {
  return contents.at(-1) ?? new Uint8Array();
}

/** The values of a Feature: whichever of its three lists it has. */
function valuesOf({ type }: FullField, feature: Uint8Array): Row[number] {
  const [list] = partsOf(feature);
  if (list === undefined) return [];
  const parts = partsOf(list.content);
  if (list.field === 1) {
    const [only] = parts;
    return type === 'string' || parts.length !== 1 || only === undefined
      ? parts.map(({ content }) => Buffer.from(content).toString())
      : only.content;
  }
  return parts.flatMap((part) => (list.field === 2 ? floatsIn(part) : integersIn(part)));
}

/** A float alone or many packed. */
function floatsIn({ content }: Part): readonly number[] {
  if (content.length % 4 !== 0) throw new Malformed('a list of floats is cut off');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function integersIn({ wireType, content, value }: Part): readonly number[] {
  if (wireType === 0) return [Number(BigInt.asIntN(64, value))];
  const numbers: number[] = [];
  for (let at = 0; at < content.length;) {
    const read = varintAt(content, at);
    numbers.push(Number(BigInt.asIntN(64, read.value)));
    at = read.next;
  }
  return numbers;
}

/** What the fields of a number hold, in their order. */
function contentsOf(message: Uint8Array, field: number): readonly Uint8Array[] {
  return partsOf(message).flatMap((part) => (part.field === field ? [part.content] : []));
}

/** Bytes of a value whose wire type has a fixed length. */
const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function partsOf(message: Uint8Array): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < message.length;) {
    const key = varintAt(message, at);
    const [field, wireType] = [Number(key.value >> 3n), Number(key.value & 7n)];
    at = key.next;
    let value = 0n;
    let length = fixedBytes[wireType] ?? 0;
    if (wireType === 0 || wireType === 2) {
      const read = varintAt(message, at);
      at = read.next;
      if (wireType === 0) value = read.value;
      else length = Number(read.value);
    } else if (length === 0) throw new Malformed(`a field of wire type ${wireType}`);
    if (at + length > message.length) throw new Malformed('a field is cut off');
    parts.push({ field, wireType, value, content: message.subarray(at, at + length) });
    at += length;
  }
  return parts;
}

function varintAt(message: Uint8Array, at: number): { readonly value: bigint; readonly next: number } {
  let value = 0n;
  for (let shift = 0n, next = at; shift < 70n; shift += 7n) {
    const byte = message[next++];
    if (byte === undefined) throw new Malformed('a number is cut off');
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, next };
  }
  throw new Malformed('a number has more than 64 bits');
}
