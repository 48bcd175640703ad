import type { Content, Extent } from './format.ts';

const pieceBytes = 1 << 20;
const [newline, carriageReturn, quote] = [10, 13, 34];

/**
 * The lines of a file without their ends; empty ones are left out. A newline between quotes ends no line where `isQuoted`:
 * RFC 4180 allows it in a field of a CSV file.
 */
export function* linesOf(content: Content, isQuoted: boolean): Generator<Extent> {
  let start = 0;
  let isInside = false;
  let before = 0;
  for (let from = 0; from < content.bytes; from += pieceBytes) {
    // All lines of a piece are found before the first is given out: whoever takes it may read, and overwrite the piece.
    const lines: Extent[] = [];
    for (const [i, byte] of content.read(from, pieceBytes).entries()) {
      if (isQuoted && byte === quote) isInside = !isInside;
      if (byte === newline && !isInside) {
        const end = from + i - (before === carriageReturn ? 1 : 0);
        if (end > start) lines.push({ offset: start, bytes: end - start });
        start = from + i + 1;
      }
      before = byte;
    }
    yield* lines;
  }
  if (content.bytes > start) yield { offset: start, bytes: content.bytes - start };
}

/** A line as text. */
export function textOf(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
}
