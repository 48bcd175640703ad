import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import {
  fetchedInputs,
  removeFetched,
  type StoredObject,
  type Stores,
} from '../../../trainer-image/src/data/fetched-inputs.ts';

afterEach(removeFetched);

const object = (path: string, content: string): StoredObject => ({
  path,
  async open() {
    return (async function* () {
      yield Buffer.from(content);
    })();
  },
});

const stored = (...objects: readonly StoredObject[]) => {
  const stores: Stores['stores'] = { s3: async () => objects };
  return async () => ({ stores });
};

const inStore = { name: 'points', uri: 's3://bucket/points', path: undefined };

test('what lies in a store becomes a folder, which is gone at the end', async () => {
  const [fetched] = await fetchedInputs([inStore], stored(object('a.csv', 'one'), object('more/b.csv', 'two')));
  const folder = fetched!.path!;
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('one');
  expect(readFileSync(join(folder, 'more', 'b.csv'), 'utf8')).toBe('two');
  await removeFetched();
  expect(existsSync(folder)).toBe(false);
});

test('what is a folder already stays where it is', async () => {
  const nobody = () => Promise.reject(new Error('nobody is asked'));
  const mounted = { name: 'a', uri: 'pvc://claim/a', path: '/crosstrain/inputs/a' };
  const local = { name: 'b', uri: 'file:///data/b', path: undefined };
  const unknown = { name: 'c', uri: 'ftp://example.com/c', path: undefined };
  const inputs = [mounted, local, unknown];
  expect(await fetchedInputs(inputs, nobody)).toEqual([mounted, { ...local, path: '/data/b' }, unknown]);
});

test('what a web server has becomes a file of its name', async () => {
  const answers: Readonly<Record<string, Response>> = {
    'https://example.com/data/a.csv': new Response('x,y\n'),
    'https://example.com/nothing': new Response('', { status: 404 }),
  };
  const original = globalThis.fetch;
  globalThis.fetch = async (url) => answers[String(url)]!;
  try {
    const at = (uri: string) => fetchedInputs([{ name: 'points', uri, path: undefined }]);
    const [fetched] = await at('https://example.com/data/a.csv');
    expect(readFileSync(join(fetched!.path!, 'a.csv'), 'utf8')).toBe('x,y\n');
    await expect(at('https://example.com/nothing')).rejects.toMatchObject({
      message: 'cannot read input points from https://example.com/nothing: the server answers 404',
    });
  } finally {
    globalThis.fetch = original;
  }
});

const failing = [
  {
    reason: 'nothing lies there',
    load: stored(),
    why: 'nothing lies there',
  },
  {
    reason: 'a name that leads out of the folder',
    load: stored(object('../../etc/passwd', 'x')),
    why: 'the object ../../etc/passwd lies outside of it',
  },
  {
    reason: 'a store that refuses',
    load: async () => ({ stores: { s3: () => Promise.reject(new Error('Access Denied')) } }),
    why: 'Access Denied',
  },
  {
    reason: 'no client for its scheme',
    load: async () => ({ stores: {} }),
    why: 'there is no client for s3://',
  },
];

test.each(failing)('$reason ends the run', async ({ load, why }) => {
  await expect(fetchedInputs([inStore], load)).rejects.toMatchObject({
    reason: 'noInput',
    message: `cannot read input points from s3://bucket/points: ${why}`,
  });
});

test('without the clients of object stores it says how they are had', async () => {
  await expect(fetchedInputs([inStore])).rejects.toMatchObject({
    reason: 'noInput',
    message: expect.stringContaining('the clients of object stores are not built here: npm ci, then npm run build'),
  });
});
