/** Longest string that is looked up among those seen before. */
const longestKnown = 40;

/** Places for strings seen before; a power of two. */
const knownPlaces = 4096;

/**
 * Short strings by a hash of their bytes, whichever was seen last: field names and states come thousands of times in a
 * request, and making a string from bytes costs more than comparing it. What is found here is what the bytes say.
 */
const known: string[] = Array.from<string>({ length: knownPlaces }).fill('');

/** Wire types of Protocol Buffers that messages here use. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Bytes that are no message. */
export class MalformedMessage extends RangeError {}

/** Reads one message in Protocol Buffers' wire format. Each method throws where the bytes end too early. */
export class WireReader {
  /** Where the next read begins. */
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Another reader of the same message, from a place on. */
  from(at: number): WireReader {
    const other = new WireReader(this.bytes);
    other.at = at;
    return other;
  }

  /** A number of at most 32 bits; higher bits are dropped, as by every implementation. */
  varint(): number {
    const { bytes } = this;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#next(bytes);
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedMessage('a number has more than ten bytes');
  }

  /** The end of what follows, from its length. */
  end(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.bytes.length) throw new MalformedMessage('a field ends after the message');
    return end;
  }

  /** Checks that what was read up to here ends where what it stands in says: else lengths within contradict each other. */
  expectAt(end: number): void {
    if (this.at !== end) throw new MalformedMessage('a field ends after what it stands in');
  }

  double(): number {
    const { at } = this;
    this.at += 8;
    if (this.at > this.bytes.length) throw new MalformedMessage('the message ends within a number');
    return this.bytes.readDoubleLE(at);
  }

  /** A text; bytes that are no UTF-8 become U+FFFD. */
  string(): string {
    const end = this.end();
    const { at: start, bytes } = this;
    this.at = end;
    const length = end - start;
    if (length > longestKnown) return bytes.toString('utf8', start, end);
    let hash = length;
    for (let index = start; index < end; index++) {
      const byte = bytes[index] ?? 0;
      if (byte > 0x7f) return bytes.toString('utf8', start, end);
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    const place = (hash ^ (hash >>> 15)) & (knownPlaces - 1);
    const candidate = known[place] ?? '';
    if (this.#isAt(candidate, start, length)) return candidate;
    return (known[place] = bytes.toString('latin1', start, end));
  }

  /** Passes over the value of a field that is not known, after its tag. */
  skip(tag: number): void {
    const type = tag & 7;
    if (tag >>> 3 === 0) throw new MalformedMessage('a field has the number 0');
    switch (type) {
      case wireType.varint:
        this.varint();
        return;
      case wireType.fixed64:
        this.at += 8;
        break;
      case wireType.bytes:
        this.at = this.end();
        return;
      case wireType.fixed32:
        this.at += 4;
        break;
      default:
        throw new MalformedMessage(`cannot read wire type ${type}`);
    }
    if (this.at > this.bytes.length) throw new MalformedMessage('a field ends after the message');
  }

  #next(bytes: Buffer): number {
    const byte = bytes[this.at++];
    if (byte === undefined) throw new MalformedMessage('the message ends within a number');
    return byte;
  }

  #isAt(text: string, start: number, length: number): boolean {
    if (text.length !== length) return false;
    for (let index = 0; index < length; index++) {
      if (text.charCodeAt(index) !== this.bytes[start + index]) return false;
    }
    return true;
  }
}
