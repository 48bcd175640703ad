/**
 * The parts of a protobuf message, as bytes; messages are these parts one behind the other.
 * Written by hand because two small writers need five kinds of fields, and no reader: https://protobuf.dev/programming-guides/encoding
 */

/** Puts parts behind one another. */
export function message(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** A field of type `double`. */
export function double(field: number, value: number): Uint8Array {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return message(key(field, 1), content);
}

/** A field of type `float`. */
export function float(field: number, value: number): Uint8Array {
  return message(key(field, 5), floatBytes([value]));
}

/** A field of type `int32`, `int64`, `bool` or of an enumeration. */
export function integer(field: number, value: number | boolean): Uint8Array {
  return message(key(field, 0), varint(Number(value)));
}

/** A field of type `bytes`, or one that holds a message. */
export function bytes(field: number, content: Uint8Array): Uint8Array {
  return message(key(field, 2), varint(content.length), content);
}

/** A field of type `string`. */
export function text(field: number, content: string): Uint8Array {
  return bytes(field, Buffer.from(content));
}

/** A repeated field of whole numbers, packed. */
export function integers(field: number, values: readonly number[]): Uint8Array {
  return bytes(field, message(...values.map(varint)));
}

/** A repeated field of type `float`, packed. */
export function floats(field: number, values: readonly number[]): Uint8Array {
  return bytes(field, floatBytes(values));
}

/** The entries of a field of type `map<string, …>`, each value being a message. */
export function entries(field: number, values: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return message(...sorted.map(([name, value]) => bytes(field, message(text(1, name), bytes(2, value)))));
}

function key(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

function floatBytes(values: readonly number[]): Uint8Array {
  const content = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => content.writeFloatLE(value, 4 * i));
  return content;
}

/** Seven bits a byte, lowest first; a negative number takes ten bytes, as the 64 bits of its two's complement. */
function varint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) digits.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...digits, Number(rest)]);
}
