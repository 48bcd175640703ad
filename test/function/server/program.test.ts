import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { clientOf, requestOf, runFunction } from './trial-server.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const children: ChildProcessWithoutNullStreams[] = [];

beforeAll(() => void execFileSync(process.execPath, [`${root}scripts/bundle.mjs`]));

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts dist/function.mjs, in an environment without the variables that it reads. */
function start(...args: string[]): ChildProcessWithoutNullStreams {
  return startWith([], ...args);
}

/** The same with flags of Node's. */
function startWith(node: readonly string[], ...args: string[]): ChildProcessWithoutNullStreams {
  const options = { env: { PATH: process.env['PATH'] } };
  const child = spawn(process.execPath, [...node, `${root}dist/function.mjs`, ...args], options);
  children.push(child);
  return child;
}

/** Exit status and standard error of a program that ends by itself. */
async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number; stderr: string }> {
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code] = await once(child, 'close');
  return { code, stderr: Buffer.concat(stderr).toString() };
}

/** The log line with this message, as the command line waits for it. */
async function logged(child: ChildProcessWithoutNullStreams, msg: string): Promise<Record<string, unknown>> {
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line);
    if (entry.msg === msg) return entry;
  }
  throw new Error(`the program ended without "${msg}"`);
}

test('it says where it serves, serves there, and ends by itself when asked to', async () => {
  const child = start('--insecure', '--address', '127.0.0.1:0');
  const { address } = await logged(child, 'serving');
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  const response = await runFunction(
    clientOf(String(address), credentials.createInsecure()),
    requestOf({ tag: 'program' }),
  );
  expect(response.meta?.tag).toBe('program');

  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
});

test('asked by SIGUSR1 it lets itself be profiled, from the same machine alone, and goes on serving', async () => {
  const child = startWith(['--inspect-port=0'], '--insecure', '--address', '127.0.0.1:0');
  const { address } = await logged(child, 'serving');
  child.kill('SIGUSR1');
  const [told] = await once(createInterface({ input: child.stderr }), 'line');
  expect(told).toMatch(/^Debugger listening on ws:\/\/127\.0\.0\.1:\d+\//);
  const client = clientOf(String(address), credentials.createInsecure());
  expect((await runFunction(client, requestOf({ tag: 'profiled' }))).meta?.tag).toBe('profiled');
});

test('a port that is taken ends it with the reason', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await ended(start('--insecure', '--address', `127.0.0.1:${port}`));
  taken.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^cannot start function-crosstrain: cannot listen at 127.0.0.1:${port}: .*EADDRINUSE`, 'm'),
  );
});

test.each([
  { name: 'no certificates', args: [], code: 2, stderr: /no folder of certificates: give --tls-certs-dir/ },
  {
    name: 'a folder without certificates',
    args: ['--tls-certs-dir', '/nowhere'],
    code: 1,
    stderr: /cannot read the certificates of \/nowhere: .*tls\.crt, tls\.key, ca\.crt/,
  },
  {
    name: 'an address that is none',
    args: ['--insecure', '--address', 'here'],
    code: 1,
    stderr: /cannot listen at "here"/,
  },
])('$name end it with the reason', async ({ args, ...expected }) => {
  const { code, stderr } = await ended(start(...args));
  expect(code).toBe(expected.code);
  expect(stderr).toMatch(/^cannot start function-crosstrain: /);
  expect(stderr).toMatch(expected.stderr);
});
