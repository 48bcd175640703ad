import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from './python.ts';

/** A disk of its own, in a file of this machine, with a journal as servers have it. */
export interface Disk {
  /** Where it is mounted. */
  readonly path: string;
  /** Loses all that was not flushed, and stands still. */
  cutPower(): void;
  /** Starts again: mounts the disk, which replays its journal. Nobody may have a file open. */
  restart(): void;
  remove(): void;
}

/** Makes a disk, or says why this machine lets nobody: it takes root, loop devices and ext4. */
export function makeDisk(megabytes: number): Disk | string {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-disk-'));
  const [image, path] = [join(folder, 'image'), join(folder, 'mounted')];
  mkdirSync(path);
  const mount = () => done('mount', ['-o', 'loop', image, path]);
  const problem =
    done('truncate', [`--size=${megabytes}M`, image]) ?? done('mkfs.ext4', ['-q', '-F', image]) ?? mount();
  if (problem !== undefined) {
    rmSync(folder, { recursive: true });
    return problem;
  }
  return {
    path,
    cutPower: () => void python('cut_power.py', path),
    restart() {
      const failed = done('umount', [path]) ?? mount();
      if (failed !== undefined) throw new Error(`cannot start the disk again: ${failed}`);
    },
    remove() {
      spawnSync('umount', ['--lazy', path]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Why a program failed; nothing where it did not. */
function done(program: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `${program}: ${error?.message ?? stderr.trim()}`;
}
