import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { received, sender } from '../../../cli/artifacts/stream.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crosstrain-pull-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const files: Readonly<Record<string, Buffer>> = {
  'checkpoints/40/weights.bin': Buffer.alloc(3_000_000, 7),
  'checkpoints/40/manifest.json': Buffer.from('{}\n'),
  'model/empty.bin': Buffer.alloc(0),
  'log.txt': Buffer.from('{"path":"elsewhere","bytes":1}\n'),
};

function artifacts(): string {
  const root = join(folder, 'artifacts');
  for (const [name, content] of Object.entries({ ...files, 'checkpoints/.draft-80/weights.bin': Buffer.of(1) })) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function sent(...args: readonly string[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['-e', sender, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const paths = await received(child.stdout, join(folder, 'copy'));
  expect(await ended).toEqual([0, null]);
  return paths;
}

test('all that is finished arrives byte for byte', async () => {
  const paths = await sent(artifacts());
  expect([...paths].sort()).toEqual(Object.keys(files).sort());
  for (const [name, content] of Object.entries(files)) {
    expect({ name, isSame: readFileSync(join(folder, 'copy', name)).equals(content) }).toEqual({ name, isSame: true });
  }
});

test('only the folders that are asked for, and no fuss about those that are not there', async () => {
  expect(await sent(artifacts(), 'model', 'saved-model')).toEqual(['model/empty.bin']);
  expect(readdirSync(join(folder, 'copy'))).toEqual(['model']);
});

const broken = [
  {
    reason: 'an end within a file',
    text: '{"path":"a","bytes":5}\nabc',
    says: 'cannot read the artifacts: the connection ended within a file',
  },
  {
    reason: 'an end within a head',
    text: '{"path":"a"',
    says: 'cannot read the artifacts: the connection ended within a file',
  },
  { reason: 'a head that is none', text: '[]\n', says: 'cannot read the artifacts: [] begins no file' },
  { reason: 'a path out of the folder', text: '{"path":"../a","bytes":1}\nx', says: 'it leads out of' },
];

test.each(broken)('$reason is refused', async ({ text, says }) => {
  await expect(received(Readable.from([Buffer.from(text)]), join(folder, 'copy'))).rejects.toThrow(says);
});
