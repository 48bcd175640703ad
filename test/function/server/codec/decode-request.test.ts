import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeRequest } from '../../../../function/server/codec/decode-request.ts';
import { MalformedMessage } from '../../../../function/server/codec/wire-reader.ts';
import { fields, resource, state } from './messages.ts';

const request = fc.record({
  meta: fc.option(fc.record({ tag: fc.string(), capabilities: fc.array(fc.integer({ min: 0, max: 6 })) }), {
    nil: undefined,
  }),
  observed: fc.option(state, { nil: undefined }),
  desired: fc.option(state, { nil: undefined }),
  input: fc.option(fields, { nil: undefined }),
  context: fc.option(fields, { nil: undefined }),
  extraResources: fc.dictionary(fc.string(), fc.record({ items: fc.array(resource, { maxLength: 2 }) }), {
    maxKeys: 2,
  }),
  credentials: fc.constant({}),
  requiredResources: fc.dictionary(fc.string(), fc.record({ items: fc.array(resource, { maxLength: 2 }) }), {
    maxKeys: 2,
  }),
  requiredSchemas: fc.dictionary(fc.string(), fc.record({ openapiV3: fields }), { maxKeys: 2 }),
});

test('what the SDK encodes is decoded as the SDK decodes it', () => {
  fc.assert(
    fc.property(request, (message) => {
      const bytes = RunFunctionRequest.encode(message).finish();
      expect(decodeRequest(bytes)).toEqual(RunFunctionRequest.decode(bytes));
    }),
  );
});

test('a field whose name means something to JavaScript is a field', () => {
  const entry = Buffer.concat([field(0x0a, Buffer.from('__proto__')), field(0x12, Buffer.from([0x20, 1]))]);
  const decoded = decodeRequest(field(0x12, field(0x0a, field(0x0a, field(0x0a, entry)))));
  const found = decoded.observed?.composite?.resource ?? {};
  expect(Object.keys(found)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});

test('bytes of any kind are a request or an error, at once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        read(bytes);
      } catch (caught) {
        expect(caught).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a request that is cut off anywhere within its objects is refused', () => {
  const whole = RunFunctionRequest.encode(
    RunFunctionRequest.fromPartial({
      observed: { composite: { resource: { kind: 'TrainingRun', list: [1, 'two'] } } },
    }),
  ).finish();
  for (let length = 1; length < whole.length; length++) {
    expect(() => read(whole.subarray(0, length))).toThrow(RangeError);
  }
});

const malformed: readonly { reason: string; bytes: readonly number[]; message: string }[] = [
  { reason: 'a length beyond the end', bytes: [0x12, 0x7f], message: 'a field ends after the message' },
  { reason: 'a number without an end', bytes: Array<number>(11).fill(0xff), message: 'more than ten bytes' },
  {
    reason: 'a length beyond what it stands in',
    bytes: [0x12, 0x02, 0x0a, 0x01, 0x0a, 0x00],
    message: 'what it stands in',
  },
  { reason: 'a field number that there is not', bytes: [0x12, 0x02, 0x00, 0x00], message: 'the number 0' },
  { reason: 'the end of a group', bytes: [0x14], message: 'cannot read wire type 4' },
  { reason: 'an unknown fixed field that is cut off', bytes: [0x79, 0], message: 'a field ends after the message' },
];

test.each(malformed)('$reason is refused', ({ bytes, message }) => {
  expect(() => read(Uint8Array.from(bytes))).toThrow(message);
});

test('objects nested deeper than any of Kubernetes are refused, not followed', () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }).reduce<Buffer>((inner) => {
      const value = field(0x2a, inner);
      return field(0x0a, Buffer.concat([field(0x0a, Buffer.from('a')), field(0x12, value)]));
    }, Buffer.alloc(0));
  const requestWith = (struct: Buffer) => field(0x12, field(0x0a, field(0x0a, struct)));
  expect(() => read(requestWith(nested(100)))).not.toThrow();
  expect(() => read(requestWith(nested(20_000)))).toThrow('an object is nested more than 100 deep');
});

test('bytes that are no text become U+FFFD', () => {
  const text = Buffer.from([0xff, 0x61]);
  const struct = field(0x0a, Buffer.concat([field(0x0a, Buffer.from('a')), field(0x12, field(0x1a, text))]));
  expect(decodeRequest(field(0x12, field(0x0a, field(0x0a, struct)))).observed?.composite?.resource).toEqual({
    a: '\u{fffd}a',
  });
});

test('what is large in an object is read when it is looked at, and then stays what it was read as', () => {
  const long = { list: ['x'.repeat(400)], nested: { text: 'y'.repeat(400) } };
  const message = RunFunctionRequest.fromPartial({
    observed: { composite: { resource: { metadata: long, small: 1 } } },
  });
  const found = decodeRequest(RunFunctionRequest.encode(message).finish()).observed?.composite?.resource ?? {};
  expect(Object.keys(found)).toEqual(['metadata', 'small']);
  expect(Object.getOwnPropertyDescriptor(found, 'metadata')).not.toHaveProperty('value');
  const { metadata } = found;
  expect(metadata).toEqual(long);
  expect(found['metadata']).toBe(metadata);
  expect(structuredClone(found)).toEqual({ metadata: long, small: 1 });
});

test('a part of an object that is none is told of when it is looked at', () => {
  const value = field(0x2a, field(0x0a, Buffer.concat([field(0x0a, Buffer.from('a'.repeat(400))), Buffer.from([0])])));
  const entry = Buffer.concat([field(0x0a, Buffer.from('spec')), field(0x12, value)]);
  const { observed } = decodeRequest(field(0x12, field(0x0a, field(0x0a, field(0x0a, entry)))));
  expect(() => observed?.composite?.resource?.['spec']).toThrow(MalformedMessage);
});

/** The whole of a request, with what is otherwise read when it is looked at. */
function read(bytes: Uint8Array): unknown {
  return structuredClone(decodeRequest(bytes));
}

/** A field of bytes with its tag and length. */
function field(tag: number, content: Buffer): Buffer {
  const length: number[] = [];
  let left = content.length;
  for (; left > 0x7f; left >>>= 7) length.push((left & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([tag, ...length, left]), content]);
}
