import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from '../../../cli/preview/preview.ts';
import { artifactsFolder, newestFolder } from '../../../cli/run/artifacts.ts';
import { localRun } from '../../../cli/run/local-run.ts';
import { changed, example, ports } from '../preview/ports.ts';
import type { Sources } from '../../../cli/sources/files.ts';

jest.setTimeout(120_000);

test('the first run trains here with what its pod would get', async () => {
  const { namespace, name, environment } = localRun(await preview(example('first-run'), {}, ports));
  expect({ namespace, name }).toEqual({ namespace: 'team-vision', name: 'digits' });
  expect(Object.fromEntries(environment)).toMatchObject({
    CROSSTRAIN_RECIPE: 'digits-cnn',
    CROSSTRAIN_ROLE: 'worker',
    CROSSTRAIN_INDEX: '0',
    TF_CONFIG: expect.stringContaining('"task":{"type":"worker","index":0}'),
  });
});

/** A run that trains a file of the user's, which a ConfigMap holds. */
const ownModule = () =>
  changed(example('cpu'), { trainer: { module: 'line.mjs', source: { configMapRef: { name: 'line' } } } });

test('a module trains here with the folder of its code', async () => {
  const result = await preview(ownModule(), {}, ports);
  const { environment } = localRun(result, { hasSource: true });
  expect(Object.fromEntries(environment)).toMatchObject({
    CROSSTRAIN_MODULE: 'line.mjs',
    CROSSTRAIN_SOURCE: '/crosstrain/source',
  });
});

const refusals: { reason: string; sources: Sources; want: RegExp }[] = [
  {
    reason: 'a module whose code is nowhere here',
    sources: ownModule(),
    want: /^cannot run team-vision\/digits-cpu here: it trains your module line\.mjs, .* --source FOLDER says where it is here$/,
  },
  {
    reason: 'several workers',
    sources: changed(example('first-run'), { workers: 4 }),
    want: /^cannot run team-vision\/digits here: it trains with 4 pods, .* set spec\.workers: 1/,
  },
  {
    reason: 'an image of the user’s own',
    sources: example('python-tensorflow'),
    want: /^cannot run team-vision\/mnist-keras here: it trains with your image docker\.io\/tensorflow\/.*needs a container engine/,
  },
  {
    reason: 'a run that policy refuses',
    sources: changed(example('first-run'), { accelerator: { type: 'H100', count: 1 } }),
    want: /^cannot run team-vision\/digits here: it is refused: spec\.accelerator: H100 policy allows only L4, T4$/,
  },
  {
    reason: 'a run whose Job waits for something that the files do not hold',
    sources: without(example('remote-cluster'), 'TrainingCluster'),
    want: /^cannot run team-vision\/digits here: /,
  },
];

test.each(refusals)('refused with the way out: $reason', async ({ sources, want }) => {
  const result = await preview(sources, {}, ports);
  expect(() => localRun(result)).toThrow(want);
});

function without(sources: Sources, kind: string): Sources {
  return { ...sources, objects: sources.objects.filter((object) => object.kind !== kind) };
}

let before: string;
let folder: string;
beforeAll(() => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('each time a new folder, or with resume the newest', () => {
  process.chdir(folder);
  try {
    expect(newestFolder('ns', 'run')).toBeUndefined();
    const shown = [false, false, true].map((resume) => {
      const folderOfRun = artifactsFolder('ns', 'run', resume);
      mkdirSync(folderOfRun.path, { recursive: true });
      return folderOfRun.shown;
    });
    expect(shown).toEqual(['.crosstrain/ns/run/1', '.crosstrain/ns/run/2', '.crosstrain/ns/run/2']);
    expect(artifactsFolder('ns', 'other', true).shown).toBe('.crosstrain/ns/other/1');
    expect(newestFolder('ns', 'run')).toBe('.crosstrain/ns/run/2');
  } finally {
    process.chdir(before);
  }
});
