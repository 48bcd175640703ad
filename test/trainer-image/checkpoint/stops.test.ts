import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rememberStop } from '../../../trainer-image/src/checkpoint/stops.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();

test('stops at the same step are counted; a step between them starts the count again', async () => {
  const folder = temporaryFolder();
  const counts: number[] = [];
  for (const step of [0, 0, 5, 5, 5, 6]) counts.push(await rememberStop(folder, step));
  expect(counts).toEqual([1, 2, 1, 2, 3, 1]);
});

test('a file that cannot be read costs a fresh count, no more', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'stops.json'), '{');
  expect(await rememberStop(folder, 5)).toBe(1);
  expect(await rememberStop(folder, 5)).toBe(2);
});
