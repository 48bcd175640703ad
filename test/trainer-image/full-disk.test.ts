import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { runTrainer } from './trainer-process.ts';

const mounted: string[] = [];

/** Mounts a small disk in memory, and says whether that was allowed: it takes root, and a kernel that lets it. */
function smallDisk(options: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'crosstrain-test', folder]);
  if (status === 0) {
    mounted.push(folder);
    return folder;
  }
  rmSync(folder, { recursive: true });
  return undefined;
}

function unmountAll(): void {
  for (const folder of mounted.splice(0)) {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

afterEach(unmountAll);

const canMount = smallDisk('size=64k') !== undefined;
unmountAll();

const testOnDisk = canMount ? test : test.skip;

const variablesOf = (artifacts: string) => ({
  CROSSTRAIN_ARTIFACTS: artifacts,
  CROSSTRAIN_CHECKPOINT_INTERVAL_SECONDS: '1',
  CROSSTRAIN_HYPERPARAMETERS: '{"epochs":60,"batchSize":128,"filters":2}',
});

testOnDisk(
  'a disk that gets full ends the training with 74, and the checkpoints before are still good (as root)',
  async () => {
    const disk = smallDisk('size=192k')!;
    const full = await runTrainer({ variables: variablesOf(disk) });
    expect(full.code).toBe(74);
    expect(full.events.at(-1)).toMatchObject({
      event: 'failed',
      reason: 'ioError',
      message: expect.stringMatching(
        /^cannot write checkpoint .*: ENOSPC: no space left on device, \w+; make room, or give the artifacts a larger volume: started again, the run goes on$/,
      ),
    });
    const saved = full.events.filter(({ event }) => event === 'saved').map(({ step }) => step);
    expect(saved.length).toBeGreaterThan(0);
    expect(readdirSync(join(disk, 'checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);

    expect(spawnSync('mount', ['-o', 'remount,size=2m', disk]).status).toBe(0);
    const again = await runTrainer({ variables: variablesOf(disk) });
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.events[1]).toMatchObject({ event: 'resumed', step: saved.at(-1) });
  },
);

testOnDisk('a volume that may only be read ends the training with 73 before its first step (as root)', async () => {
  const disk = smallDisk('ro,size=64k')!;
  const ended = await runTrainer({ variables: variablesOf(disk) });
  expect(ended.code).toBe(73);
  expect(ended.events.at(-1)).toMatchObject({
    event: 'failed',
    reason: 'cannotCreate',
    message: `cannot write checkpoints to ${join(disk, 'checkpoints')}: EROFS: read-only file system, mkdir '${join(disk, 'checkpoints')}'`,
  });
});
