import { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lived, lives } from '../properties/any/life.ts';
import { anyWorld } from '../properties/any/world.ts';
import { mutated } from './any/bytes.ts';
import { anyAttack, wireOf } from './any/connection.ts';
import type { Attack } from './any/connection.ts';
import { inputs, keptSeeds } from './seeds.ts';

jest.setTimeout(3_600_000);

/** So little memory that a leak of a kilobyte for each of 100,000 inputs, or of 20 for each of 2,000, ends the process. */
const heapMegabytes = 64;
/** Attacks at the same time; after each such lot somebody honest must be served. */
const lot = 50;
/** How long a client waits for anything; on a machine that is not busy an answer takes milliseconds. */
const patienceMs = 30_000;

const program = fileURLToPath(new URL('../../dist/function.mjs', import.meta.url));
let child: ChildProcessWithoutNullStreams;
let port: number;

beforeAll(async () => {
  child = spawn(process.execPath, [
    `--max-old-space-size=${heapMegabytes}`,
    program,
    '--insecure',
    '--address',
    '127.0.0.1:0',
  ]);
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, address } = JSON.parse(line);
    if (msg !== 'serving') continue;
    port = Number(String(address).split(':').at(-1));
    break;
  }
  child.stdout.resume();
});

afterAll(() => void child.kill('SIGKILL'));

test('whatever comes in at the port, the server lives, answers with reasons, and serves the next', async () => {
  const [sample] = fc.sample(fc.tuple(anyWorld, lives()), { seed: 1, numRuns: 1 });
  const request = lived(...sample!).at(-1)!.request;
  const message = Buffer.from(RunFunctionRequest.encode(request).finish());
  const tally = { attacks: 0, answered: 0, refused: 0 };
  const property = fc.asyncProperty(fc.array(anyAttack, { minLength: lot, maxLength: lot }), async (attacks) => {
    const ends = await Promise.all(attacks.map((attack) => attacked(attack, message)));
    for (const { status, reason } of ends) {
      tally.attacks++;
      if (status === '0') tally.answered++;
      else if (status !== undefined) {
        tally.refused++;
        expect(reason).not.toBe('');
      }
    }
    expect(await served(message)).toEqual(request.meta?.tag);
  });
  const all = async (seed: number) => fc.assert(property, { seed, numRuns: 1, endOnFailure: true });
  for (const seed of keptSeeds.raw) await all(seed);
  const { seed, wanted } = inputs('raw');
  for (let round = 0; tally.attacks < wanted; round++) await all(seed + round);
  console.log(`raw: seed ${seed}, ${JSON.stringify(tally)}`);
  expect(child.exitCode).toBe(null);
  expect(tally.answered).toBeGreaterThan(0);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

/** How gRPC ended a call; without a status where the connection was cut, which is an answer to what is no call. */
interface End {
  readonly status?: string;
  readonly reason?: string;
}

function attacked(attack: Attack, message: Buffer): Promise<End> {
  switch (attack.is) {
    case 'noise':
      return sent(Buffer.from(attack.bytes));
    case 'frames':
      return sent(wireOf(attack.frames));
    case 'call': {
      const { flag, lie, mutations } = attack;
      const body = mutations.reduce(mutated, message);
      return withSession((session) => called(session, { ...attack, body: framed(body, flag, lie) }));
    }
  }
}

/** Sends bytes, and ends its side; resolves once the server has ended the other, or was left alone by it. */
async function sent(bytes: Buffer): Promise<End> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  socket.resume().end(bytes);
  if (!socket.closed) await Promise.race([once(socket, 'close'), setTimeout(100, undefined, { ref: false })]);
  socket.destroy();
  return {};
}

async function withSession<Result>(use: (session: ClientHttp2Session) => Promise<Result>): Promise<Result> {
  const session = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => undefined);
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

interface Call {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly answered?: (message: Buffer) => void;
}

/** Rejects where the server neither answers nor cuts the call off. */
async function called(session: ClientHttp2Session, { path, contentType, body, answered }: Call): Promise<End> {
  const headers = { ':method': 'POST', ':path': path, 'content-type': contentType, te: 'trailers' };
  const stream = session.request(headers).on('error', () => undefined);
  let end: End = {};
  const told = (trailers: Record<string, unknown>) => {
    if (trailers['grpc-status'] === undefined) return;
    end = { status: String(trailers['grpc-status']), reason: String(trailers['grpc-message'] ?? '') };
  };
  stream.on('response', told).on('trailers', told);
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.end(body);
  await once(stream, 'close', { signal: AbortSignal.timeout(patienceMs) });
  answered?.(Buffer.concat(chunks).subarray(5));
  return end;
}

/** The tag of the answer to a right call. */
function served(message: Buffer): Promise<string | undefined> {
  const path = '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction';
  return withSession(async (session) => {
    let tag: string | undefined;
    const answered = (bytes: Buffer) => (tag = RunFunctionResponse.decode(bytes).meta?.tag);
    await called(session, { path, contentType: 'application/grpc', body: framed(message, 0, 0), answered });
    return tag;
  });
}

function framed(message: Buffer, flag: number, lie: number): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(Math.max(0, message.length + lie), 1);
  return Buffer.concat([head, message]);
}
