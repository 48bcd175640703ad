import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { assetPath } from '../assets.ts';

/** A text as numbers of its characters. */
export interface SplitText {
  /** The characters, sorted; a number in the text is an index here. */
  readonly alphabet: string;
  readonly training: Uint8Array;
  /** The end of the text, never trained on. */
  readonly test: Uint8Array;
  /** sha256 of the file that it was read from. */
  readonly sha256: string;
}

/** The part at the end that is kept apart. */
const testPart = 0.1;

/** Reads the vendored text; see `trainer-image/data/opticks.md` for where it comes from. */
export function readOpticks(): SplitText {
  const file = readFileSync(assetPath('../data/opticks.txt.gz'));
  const sha256 = createHash('sha256').update(file).digest('hex');
  return { ...splitText(gunzipSync(file).toString('ascii')), sha256 };
}

/** Numbers the characters of a text and keeps its end apart. */
function splitText(text: string): Omit<SplitText, 'sha256'> {
  const alphabet = [...new Set(text)].sort().join('');
  const numbers = Uint8Array.from(text, (character) => alphabet.indexOf(character));
  const cut = Math.floor(numbers.length * (1 - testPart));
  return { alphabet, training: numbers.subarray(0, cut), test: numbers.subarray(cut) };
}
