/** A stream of numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * The stream that belongs to a seed and a place in the training, such as `(seed, 'order', epoch)`.
 *
 * Streams are made from where one is, never carried on: whoever resumes at a step draws what an uninterrupted run drew.
 * Different places give unrelated streams. Not for secrets.
 */
export function randomAt(seed: number, ...place: readonly (number | string)[]): Random {
  return sfc32([seed, ...place].reduce<State>(absorb, [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]));
}

type State = readonly [number, number, number, number];

/** Mixes one part of a place into the state, each with a mark of its type, so that 1 and '1' differ. */
function absorb(state: State, part: number | string): State {
  const words = typeof part === 'number' ? [1, part | 0, Math.floor(part / 2 ** 32) | 0] : [2, ...Buffer.from(part)];
  let [a, b, c, d] = state;
  for (const word of words) {
    a = scramble(a ^ word);
    b = scramble(b + a);
    c = scramble(c ^ b);
    d = (d + 1) | 0;
  }
  return [a, b, c, d];
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the output's. */
function scramble(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Chris Doty-Humphrey's small fast counter generator, which passes PractRand: 128 bits of state. */
function sfc32([first, second, third, fourth]: State): Random {
  let [a, b, c, counter] = [first, second, third, fourth];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // Close seeds give close first outputs; twelve rounds part them.
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** A whole number from 0 to `limit` - 1. */
export function integerBelow(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** The numbers from 0 to `count` - 1 in a drawn order. */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = integerBelow(last + 1, random);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}
