/** Where a response most often has room. */
const firstCapacity = 64 * 1024;

/** Longest text that is written letter by letter; longer ones are worth a call out of JavaScript. */
const longestByLetter = 40;

/**
 * Writes one message in Protocol Buffers' wire format from its end to its start: so the length of what was written is
 * known where it must stand, before it. Fields are therefore written last first.
 */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(firstCapacity);
  #at = firstCapacity;

  /** How much is written so far: give it to `lengthSince` once a nested message is complete. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** Writes the length of all that was written since, and the tag before it. */
  lengthSince(length: number, tag: number): void {
    this.varint(this.length - length);
    this.varint(tag);
  }

  varint(value: number): void {
    if (value < 0x80) {
      this.#take(1);
      this.#bytes[this.#at] = value;
      return;
    }
    let size = 1;
    for (let left = value >>> 7; left > 0; left >>>= 7) size++;
    this.#take(size);
    let left = value;
    for (let index = 0; index < size; index++) {
      this.#bytes[this.#at + index] = index === size - 1 ? left : (left & 0x7f) | 0x80;
      left >>>= 7;
    }
  }

  double(value: number): void {
    this.#take(8);
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  bytes(value: Uint8Array): void {
    this.#take(value.length);
    this.#bytes.set(value, this.#at);
  }

  /** A text with its length and tag before it. */
  string(text: string, tag: number): void {
    const before = this.length;
    if (text.length > longestByLetter || !this.#ascii(text)) {
      const size = Buffer.byteLength(text);
      this.#take(size);
      this.#bytes.write(text, this.#at, size, 'utf8');
    }
    this.lengthSince(before, tag);
  }

  /** All that was written. */
  finish(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  /** Writes a text of ASCII letters; where there is another, writes nothing and returns false. */
  #ascii(text: string): boolean {
    const size = text.length;
    this.#take(size);
    for (let index = 0; index < size; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.#at += size;
        return false;
      }
      this.#bytes[this.#at + index] = code;
    }
    return true;
  }

  /** Makes room before what was written. */
  #take(size: number): void {
    if (this.#at < size) {
      const written = this.finish();
      const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + size));
      larger.set(written, larger.length - written.length);
      this.#at = larger.length - written.length;
      this.#bytes = larger;
    }
    this.#at -= size;
  }
}
