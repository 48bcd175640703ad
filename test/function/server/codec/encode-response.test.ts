import { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeResponse } from '../../../../function/server/codec/encode-response.ts';
import { fields, state } from './messages.ts';

const response = fc.record({
  meta: fc.constant<RunFunctionResponse['meta']>({ tag: 'a-tag', ttl: { seconds: 60, nanos: 0 } }),
  desired: fc.option(state, { nil: undefined }),
  results: fc.constant<RunFunctionResponse['results']>([]),
  context: fc.option(fields, { nil: undefined }),
  requirements: fc.constant(undefined),
  conditions: fc.constant<RunFunctionResponse['conditions']>([]),
  output: fc.option(fields, { nil: undefined }),
});

/** What the SDK makes of a message on its way through the wire. */
const through = (message: RunFunctionResponse) =>
  RunFunctionResponse.decode(RunFunctionResponse.encode(message).finish());

test('the SDK reads what it would have written itself', () => {
  fc.assert(
    fc.property(response, (message) => {
      expect(RunFunctionResponse.decode(encodeResponse(message))).toEqual(through(message));
    }),
  );
});

test('texts of any length and script, and more of them than a first buffer holds', () => {
  const texts = [39, 40, 41, 127, 128, 16_383, 16_384, 70_000].flatMap((length) =>
    ['a', 'é', '語'].map((letter) => letter.repeat(length)),
  );
  const message = RunFunctionResponse.fromPartial({
    desired: {
      resources: { big: { resource: Object.fromEntries(texts.map((text, index) => [`text-${index}`, text])) } },
    },
  });
  expect(RunFunctionResponse.decode(encodeResponse(message))).toEqual(message);
});

test('a field that is not set is left out, and a place in a list is null', () => {
  const message = RunFunctionResponse.fromPartial({});
  message.desired = {
    composite: { resource: { list: [undefined, 1], gone: undefined }, connectionDetails: {}, ready: 0 },
    resources: {},
  };
  const decoded = RunFunctionResponse.decode(encodeResponse(message));
  expect(decoded.desired?.composite?.resource).toEqual({ list: [null, 1] });
});

test('what is no JSON is refused', () => {
  const message = RunFunctionResponse.fromPartial({});
  message.desired = {
    composite: { resource: { when: 1n }, connectionDetails: {}, ready: 0 },
    resources: {},
  };
  expect(() => encodeResponse(message)).toThrow('cannot encode a bigint');
});
