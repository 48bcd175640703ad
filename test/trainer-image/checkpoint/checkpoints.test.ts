import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openCheckpoints } from '../../../trainer-image/src/checkpoint/checkpoints.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { identity, stateAt } from './states.ts';

const temporaryFolder = temporaryFolders();

/** A folder with checkpoints of these steps, newest last. */
async function folderWith(steps: readonly number[]): Promise<string> {
  const folder = join(temporaryFolder(), 'checkpoints');
  const checkpoints = await openCheckpoints(folder, identity, steps.length);
  for (const step of steps) await checkpoints.save(stateAt(step));
  return folder;
}

test('where there is no checkpoint, training starts at its start', async () => {
  const checkpoints = await openCheckpoints(temporaryFolder(), identity, 3);
  expect(await checkpoints.newest()).toEqual({ state: undefined, path: undefined, skipped: [] });
});

test('the newest checkpoint comes back bit for bit', async () => {
  const folder = await folderWith([9, 10]);
  const checkpoints = await openCheckpoints(folder, identity, 3);
  expect(await checkpoints.newest()).toEqual({ state: stateAt(10), path: join(folder, '10'), skipped: [] });
});

test('a checkpoint is three files and a pointer', async () => {
  const folder = await folderWith([10]);
  expect(readdirSync(folder).sort()).toEqual(['10', 'LATEST']);
  expect(readdirSync(join(folder, '10')).sort()).toEqual(['manifest.json', 'optimizer.bin', 'weights.bin']);
  expect(readFileSync(join(folder, 'LATEST'), 'utf8')).toBe('10\n');
});

test('only the newest are kept', async () => {
  const folder = temporaryFolder();
  const checkpoints = await openCheckpoints(folder, identity, 2);
  for (const step of [9, 10, 11, 100]) await checkpoints.save(stateAt(step));
  expect(readdirSync(folder).sort()).toEqual(['100', '11', 'LATEST']);
});

const damages: { reason: string; damage: (path: string) => void; problem: string }[] = [
  {
    reason: 'its weights are cut off',
    damage: (path) => truncateSync(join(path, 'weights.bin'), 4),
    problem: 'weights.bin is not what its sha256 in the manifest says',
  },
  {
    reason: 'a bit of the optimizer is wrong',
    damage: (path) => flipBit(join(path, 'optimizer.bin')),
    problem: 'optimizer.bin is not what its sha256 in the manifest says',
  },
  {
    reason: 'a file is gone',
    damage: (path) => rmSync(join(path, 'weights.bin')),
    problem: 'weights.bin is missing',
  },
  {
    reason: 'the manifest is empty, as after a power cut',
    damage: (path) => truncateSync(join(path, 'manifest.json')),
    problem: 'manifest.json is no JSON',
  },
  {
    reason: 'the manifest is gone',
    damage: (path) => rmSync(join(path, 'manifest.json')),
    problem: 'manifest.json is missing',
  },
  {
    reason: 'a number of the manifest was changed',
    damage: (path) => {
      const file = join(path, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"step": 10', '"step": 11'));
    },
    problem: 'manifest.json is not what its own sha256 says',
  },
];

test.each(damages)('a checkpoint is skipped for the one before where $reason', async ({ damage, problem }) => {
  const folder = await folderWith([9, 10]);
  damage(join(folder, '10'));
  const checkpoints = await openCheckpoints(folder, identity, 3);
  expect(await checkpoints.newest()).toEqual({
    state: stateAt(9),
    path: join(folder, '9'),
    skipped: [`skips the damaged checkpoint ${join(folder, '10')}: ${problem}`],
  });
});

test('what comes after a damaged checkpoint replaces it, and is not dropped for it', async () => {
  const folder = await folderWith([9, 20]);
  flipBit(join(folder, '20', 'weights.bin'));
  const checkpoints = await openCheckpoints(folder, identity, 1);
  await checkpoints.save(stateAt(12));
  expect(readdirSync(folder).sort()).toEqual(['12', 'LATEST']);
  expect(await checkpoints.newest()).toMatchObject({ state: { position: { step: 12 } }, skipped: [] });
});

const others = [
  {
    reason: 'another recipe',
    mine: { ...identity, recipe: 'other' },
    difference: 'recipe is "digits-cnn" there and "other" here',
  },
  {
    reason: 'another seed',
    mine: { ...identity, hyperparameters: { epochs: 10, seed: 2 } },
    difference: 'seed is 1 there and 2 here',
  },
  {
    reason: 'a hyperparameter that was not there',
    mine: { ...identity, hyperparameters: { ...identity.hyperparameters, filters: 16 } },
    difference: 'filters is undefined there and 16 here',
  },
  {
    reason: 'other data',
    mine: { ...identity, dataDigest: 'd2' },
    difference: 'dataDigest is "d1" there and "d2" here',
  },
];

test.each(others)('the checkpoint of another training is refused: $reason', async ({ mine, difference }) => {
  const folder = await folderWith([10]);
  const checkpoints = await openCheckpoints(folder, mine, 3);
  const path = join(folder, '10');
  await expect(checkpoints.newest()).rejects.toMatchObject({
    reason: 'configuration',
    message: `cannot resume from ${path}: another training wrote it (${difference}); give this run another artifacts folder, or delete that one`,
  });
});

test('hyperparameters in another order are the same training', async () => {
  const folder = await folderWith([10]);
  const reordered = { ...identity, hyperparameters: { seed: 1, epochs: 10 } };
  const checkpoints = await openCheckpoints(folder, reordered, 3);
  expect(await checkpoints.newest()).toMatchObject({ path: join(folder, '10') });
});

test('whatever moment a writer was killed at, the next one resumes and saves', async () => {
  const killedAt: Record<string, (folder: string) => void> = {
    'while writing the draft': (folder) => {
      mkdirSync(join(folder, '.draft-10'));
      writeFileSync(join(folder, '.draft-10', 'weights.bin'), 'half');
    },
    'before the draft was published': (folder) => renameSync(join(folder, '10'), join(folder, '.draft-10')),
    'after the old one was moved aside': (folder) => renameSync(join(folder, '10'), join(folder, '.old-10')),
    'before the pointer was written': (folder) => writeFileSync(join(folder, 'LATEST'), '9\n'),
    'while writing the pointer': (folder) => writeFileSync(join(folder, 'LATEST.draft'), ''),
    'while deleting the old one': (folder) => {
      mkdirSync(join(folder, '.old-10'));
      writeFileSync(join(folder, '.old-10', 'weights.bin'), 'half');
    },
  };
  const ends: Record<string, unknown> = {};
  for (const [moment, kill] of Object.entries(killedAt)) {
    const folder = await folderWith([9, 10]);
    kill(folder);
    const checkpoints = await openCheckpoints(folder, identity, 2);
    const { state, skipped } = await checkpoints.newest();
    await checkpoints.save(stateAt(10));
    await checkpoints.save(stateAt(11));
    ends[moment] = [
      state?.position.step,
      skipped,
      readdirSync(folder)
        .filter((name) => name !== 'LATEST.draft')
        .sort(),
    ];
  }
  const left = ['10', '11', 'LATEST'];
  expect(ends).toEqual({
    'while writing the draft': [10, [], left],
    'before the draft was published': [9, [], left],
    'after the old one was moved aside': [9, [], left],
    'before the pointer was written': [10, [], left],
    'while writing the pointer': [10, [], left],
    'while deleting the old one': [10, [], left],
  });
});

test('a folder that cannot be made is said with the exit code for that', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(openCheckpoints(join(file, 'checkpoints'), identity, 3)).rejects.toMatchObject({
    reason: 'cannotCreate',
    message: expect.stringContaining(`cannot write checkpoints to ${join(file, 'checkpoints')}: ENOTDIR`),
  });
});

function flipBit(file: string): void {
  const content = readFileSync(file);
  content[0]! ^= 1;
  writeFileSync(file, content);
}
