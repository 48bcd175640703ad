import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Unpacked } from './archive.ts';

/** How a container differs from what its image says. */
export interface Start {
  /** User and group. Default: the image's own. */
  readonly user?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders of this machine, read-only. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Folders that can be written, in memory. */
  readonly writable?: readonly string[];
  /** Whether it shares this machine's network, where its servers are. Default: a network of its own, with nobody in it. */
  readonly hostNetwork?: boolean;
}

/** A running container: its process as runc passes it through, and how to end it. */
export interface Container {
  readonly process: ChildProcessWithoutNullStreams;
  /** Id of its first process, on this machine. */
  readonly pid: () => number;
  readonly signal: (name: 'TERM' | 'KILL') => void;
}

/**
 * Starts an image as a pod under the *restricted* Pod Security Standard would: read-only root, no capabilities, no new
 * privileges, a network of its own.
 */
export function startContainer(image: Unpacked, start: Start = {}): Container {
  const id = `crosstrain-${randomBytes(6).toString('hex')}`;
  const bundle = join(image.folder, id);
  mkdirSync(bundle);
  for (const path of start.writable ?? []) {
    // Where a folder is there already, as a container before this one left it, runc gives its mode to what is mounted there.
    mkdirSync(join(image.rootfs, path), { recursive: true });
    chmodSync(join(image.rootfs, path), 0o1777);
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(specification(image, start)));
  const child = spawn('runc', ['run', '--bundle', bundle, id]);
  child.stdin.end();
  return {
    process: child,
    pid: () => JSON.parse(execFileSync('runc', ['state', id], { encoding: 'utf8' })).pid,
    signal: (name) => void execFileSync('runc', ['kill', id, name], { stdio: 'ignore' }),
  };
}

function specification({ rootfs, config }: Unpacked, start: Start) {
  const { user, environment = {}, mounts = {}, writable = [], hostNetwork = false } = start;
  const own = Number(config.User.split(':')[0]);
  const uid = user ?? own;
  const bound = Object.entries(mounts).map(([destination, source]) => ({
    destination,
    source,
    type: 'bind',
    options: ['rbind', 'ro', 'nosuid', 'nodev'],
  }));
  const inMemory = writable.map((destination) => ({
    destination,
    source: 'tmpfs',
    type: 'tmpfs',
    options: ['nosuid', 'nodev', 'noexec', 'mode=1777'],
  }));
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid, gid: uid },
      args: config.Entrypoint,
      env: [...config.Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)],
      cwd: '/',
      capabilities: { bounding: [], effective: [], permitted: [], ambient: [] },
      noNewPrivileges: true,
    },
    root: { path: rootfs, readonly: true },
    hostname: 'pod',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755'] },
      ...bound,
      ...inMemory,
    ],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount', ...(hostNetwork ? [] : ['network'])].map((type) => ({ type })),
    },
  };
}
