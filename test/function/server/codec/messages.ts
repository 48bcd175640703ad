import fc from 'fast-check';

/**
 * Texts of all lengths that are encoded differently. Without a byte order mark at the start, which the SDK's decoder
 * drops, and without `__proto__`, which it takes for the object's prototype.
 */
const text = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 35, maxLength: 200 }), fc.constant('True'))
  .filter((value) => !value.startsWith('\u{feff}'));
const key = text.filter((value) => value !== '__proto__');

const { value } = fc.letrec<{ value: unknown; fields: Record<string, unknown>; list: unknown[] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('fields'),
  ),
  fields: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  list: fc.array(tie('value'), { maxLength: 4 }),
}));

/** Objects as google.protobuf.Struct holds them. */
export const fields = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true });

/** Objects with what Crossplane says of them. */
export const resource = fc.record({
  resource: fc.option(fields, { nil: undefined }),
  connectionDetails: fc.dictionary(
    key,
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    { maxKeys: 2 },
  ),
  ready: fc.integer({ min: 0, max: 2 }),
});

/** Observed or desired state. */
export const state = fc.record({
  composite: fc.option(resource, { nil: undefined }),
  resources: fc.dictionary(key, resource, { maxKeys: 3 }),
});
