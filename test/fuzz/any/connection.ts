import fc from 'fast-check';
import { anyMutation } from './bytes.ts';
import type { Mutation } from './bytes.ts';

/** What one client does with one connection. */
export type Attack =
  /** Bytes that are no HTTP/2 at all. */
  | { readonly is: 'noise'; readonly bytes: Uint8Array }
  /** HTTP/2 frames of any type in any order, after a right beginning. */
  | { readonly is: 'frames'; readonly frames: readonly Frame[] }
  /** A call with a message that was a request, or with a wrong frame around it, path or type. */
  | {
      readonly is: 'call';
      readonly path: string;
      readonly contentType: string;
      readonly flag: number;
      /** Added to the length that stands before the message. */
      readonly lie: number;
      readonly mutations: readonly Mutation[];
    };

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Uint8Array;
}

const service = 'apiextensions.fn.proto.v1.FunctionRunnerService';

const anyFrame: fc.Arbitrary<Frame> = fc.record({
  type: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }) }, { weight: 1, arbitrary: fc.nat(255) }),
  flags: fc.nat(255),
  stream: fc.constantFrom(0, 1, 2, 3, 0x7fffffff),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    // A header block of a call, by HPACK's static table and literals.
    fc.constant(Uint8Array.from([0x83, 0x86, 0x44, 1, 0x2f, 0x41, 1, 0x61])),
    fc.constant(new Uint8Array(20_000)),
  ),
});

/** Any attack. */
export const anyAttack: fc.Arbitrary<Attack> = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ is: 'noise' as const, bytes })) },
  {
    weight: 1,
    arbitrary: fc.array(anyFrame, { minLength: 1, maxLength: 8 }).map((frames) => ({ is: 'frames' as const, frames })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('call' as const),
      path: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(`/${service}/RunFunction`) },
        { weight: 1, arbitrary: fc.constantFrom('/', '/a/b', `/${service}/Other`, '/grpc.health.v1.Health/Check') },
      ),
      contentType: fc.oneof(
        { weight: 8, arbitrary: fc.constant('application/grpc') },
        { weight: 1, arbitrary: fc.constantFrom('application/json', 'application/grpc+x', 'text/html') },
      ),
      flag: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) }),
      lie: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -5, max: 5_000_000 }) },
      ),
      mutations: fc.array(anyMutation, { maxLength: 3 }),
    }),
  },
);

/** The bytes of frames, after what every HTTP/2 client says first. */
export function wireOf(frames: readonly Frame[]): Buffer {
  const settings: Frame = { type: 4, flags: 0, stream: 0, payload: new Uint8Array() };
  return Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), ...[settings, ...frames].map(frameBytes)]);
}

function frameBytes({ type, flags, stream, payload }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
