import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { referenceTo } from '../../simulator/object.ts';
import { composite, isSynced, leftSince, warnings } from './composite.ts';
import { variable } from './environment.ts';
import { example, staged, unstaged } from './example.ts';
import { restarted } from './programs.ts';
import { apply, eventually, remove } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const script = fileURLToPath(new URL('stand/rotate.sh', import.meta.url));
const story = example('cpu');
const [written] = story.composites;
if (written === undefined) throw new Error('examples/cpu has no run');
const run = written;
let before: readonly string[] = [];

const named = (name: string): KubernetesObject => ({ ...run, metadata: { ...run.metadata, name } });

/** What the function shows to whoever comes with core's own certificate, or why it lets nobody in. */
function shown(withCertificate: boolean): Promise<string> {
  const core = `${variable('STAND')}/core-client`;
  const identity = { cert: readFileSync(`${core}/tls.crt`), key: readFileSync(`${core}/tls.key`) };
  const port = Number(variable('FUNCTION_PORT'));
  const options = { port, host: '127.0.0.1', servername: 'localhost', ALPNProtocols: ['h2'] };
  const ca = readFileSync(`${core}/ca.crt`);
  return new Promise((resolve) => {
    const socket = connect({ ...options, ca, ...(withCertificate && identity) });
    socket.once('error', (error) => resolve(`refused: ${error.message}`));
    socket.once('close', () => resolve('refused: the connection was closed'));
    // A server that wants a certificate says so with the first data; one that is content sends its settings.
    socket.once('data', () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
  });
}

beforeAll(async () => {
  before = await staged(story);
});
afterAll(() => unstaged(story));

test('certificates are rotated while runs are composed: the new one is shown, and nobody notices', async () => {
  const first = await shown(true);
  await apply([named('before'), named('while')]);
  await promisify(execFile)(script, [variable('STAND')]);
  const second = await eventually('another certificate is shown', 60, async () => {
    const now = await shown(true);
    return now === first ? undefined : now;
  });
  expect(second).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  // Core keeps its connection: started anew it must accept the new certificate, which only the root authority can have signed.
  await restarted('core');
  await apply([named('after')]);
  for (const name of ['before', 'while', 'after']) {
    await composite(referenceTo(named(name)), 'is composed', isSynced);
    const objections = await warnings(named(name));
    expect(objections.filter((text) => /certificate|tls|handshake/i.test(text))).toEqual([]);
  }
  await remove(['before', 'while', 'after'].map(named));
  expect(await leftSince(before)).toEqual([]);
});

test('nobody without a certificate of that authority is let in, before and after', async () => {
  expect(await shown(false)).toMatch(/^refused: /);
});
