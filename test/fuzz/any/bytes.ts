import fc from 'fast-check';

/** What is done to the bytes of a message. Numbers choose places by their remainder. */
export type Mutation =
  | { readonly is: 'flipped'; readonly at: number; readonly bit: number }
  | { readonly is: 'written'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly is: 'inserted'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly is: 'removed'; readonly at: number; readonly count: number }
  | { readonly is: 'repeated'; readonly at: number; readonly count: number }
  | { readonly is: 'cut off'; readonly at: number };

/** Bytes that mean something in Protocol Buffers' wire format: endless numbers, groups, lengths of gigabytes, empty fields. */
const anyBytes = fc.oneof(
  fc
    .constantFrom(
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [0x0b],
      [0x0c],
      [0x12, 0x00],
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07],
      [0x07],
      [0x00],
    )
    .map((bytes) => Uint8Array.from(bytes)),
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
);
const at = fc.nat();
const count = fc.integer({ min: 1, max: 64 });

/** Any mutation. */
export const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ is: fc.constant('flipped' as const), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ is: fc.constant('written' as const), at, bytes: anyBytes }),
  fc.record({ is: fc.constant('inserted' as const), at, bytes: anyBytes }),
  fc.record({ is: fc.constant('removed' as const), at, count }),
  fc.record({ is: fc.constant('repeated' as const), at, count }),
  fc.record({ is: fc.constant('cut off' as const), at }),
);

/** The bytes after a mutation. */
export function mutated(bytes: Buffer, mutation: Mutation): Buffer {
  const at = mutation.at % Math.max(1, bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (mutation.is) {
    case 'flipped': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << mutation.bit);
      return copy;
    }
    case 'written':
      return Buffer.concat([before, mutation.bytes, after.subarray(mutation.bytes.length)]);
    case 'inserted':
      return Buffer.concat([before, mutation.bytes, after]);
    case 'removed':
      return Buffer.concat([before, after.subarray(mutation.count)]);
    case 'repeated':
      return Buffer.concat([before, after.subarray(0, mutation.count), after]);
    case 'cut off':
      return before;
  }
}
