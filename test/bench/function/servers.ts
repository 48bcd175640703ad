import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Authority } from '../../support/authority.ts';
import { connectTo } from './client.ts';
import type { RawClient } from './client.ts';

/** A function's program, with what it is started with. */
export interface Program {
  readonly title: string;
  readonly command: (start: Start) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What every program is told. */
export interface Start {
  readonly address: string;
  /** Folder with ca.crt, tls.crt, tls.key. */
  readonly certificates: string;
  /** JSON file: the objects to write. */
  readonly objects: string;
}

/** A function that serves on one core. */
export interface Server {
  readonly title: string;
  readonly pid: number;
  readonly client: RawClient;
  stop(): Promise<void>;
}

/** The core that servers run on; the client has another. */
const core = '1';

const programs = process.env['BENCH_PEERS'] ?? '';

/** Ours, and those that it is compared with: each SDK as its own template uses it. */
export const functions: readonly Program[] = [
  {
    title: 'crosstrain',
    command: ({ address, certificates }) => [
      process.execPath,
      // As the image starts it.
      '--max-semi-space-size=4',
      'dist/function.mjs',
      '--address',
      address,
      '--tls-certs-dir',
      certificates,
      '--metrics-address',
      '127.0.0.1:0',
    ],
  },
  {
    title: 'Go SDK 0.7.1',
    command: ({ address, certificates, objects }) => [
      `${programs}/go-peer`,
      '-address',
      address,
      '-certificates',
      certificates,
      '-objects',
      objects,
    ],
    environment: { GOMAXPROCS: '1' },
  },
  {
    title: 'TypeScript SDK 0.7.0',
    command: ({ address, certificates, objects }) => [
      process.execPath,
      `${programs}/typescript-peer.mjs`,
      address,
      certificates,
      objects,
    ],
  },
  {
    title: 'Python SDK 0.15.1',
    command: ({ address, certificates, objects }) => [
      `${programs}/python/bin/python`,
      'test/bench/function/peers/python/function.py',
      address,
      certificates,
      objects,
    ],
  },
];

/** Starts a program on its core and waits until it takes calls. Throws where it ends before. */
export async function serve(program: Program, start: Omit<Start, 'address'>, authority: Authority): Promise<Server> {
  const port = await freePort();
  const [file = '', ...args] = program.command({ ...start, address: `127.0.0.1:${port}` });
  const child = spawn('taskset', ['-c', core, file, ...args], {
    env: { ...process.env, ...program.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${program.title}: ${file}`);
  const client = await whenServing(child, port, authority, program.title);
  return {
    title: program.title,
    pid,
    client,
    async stop() {
      client.close();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function whenServing(child: ChildProcess, port: number, authority: Authority, title: string): Promise<RawClient> {
  while (child.exitCode === null) {
    try {
      return await connectTo(port, authority);
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error(`${title} ended with ${child.exitCode} before it served`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('cannot find a free port');
  return address.port;
}
