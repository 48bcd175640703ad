// Brings node_modules up to the lockfile, and does nothing where it already is.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { root, runAsProgram } from './tree.mjs';

const marker = `${root}node_modules/.crosstrain-install`;

/**
 * What `npm ci` is told: `production` is what `npm start` needs, `all` adds the other workspaces, the tests' tools, and the
 * clients of object stores, which the images hold in a bundle.
 */
const modes = {
  production: ['--omit=dev', '--include-workspace-root', '-w', 'cli', '-w', 'trainer-image'],
  all: [],
};

/**
 * Installs the packages of the lockfile, unless they are there.
 * @param {'production' | 'all'} mode a tree installed as `all` serves `production` too
 */
export function install(mode) {
  const lockfile = readFileSync(`${root}package-lock.json`, 'utf8');
  const stamp = (/** @type {string} */ of) => `${of} ${createHash('sha256').update(lockfile).digest('hex')}\n`;
  if (isInstalled(mode, JSON.parse(lockfile).packages, stamp)) return;
  process.stderr.write(`installing packages (npm ci, ${mode}), once …\n`);
  const npm = spawnSync('npm', ['ci', '--loglevel=error', ...modes[mode]], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error) throw new Error(`cannot run npm: ${npm.error.message}; Node's own npm must be on the PATH`);
  if (npm.status !== 0) throw new Error('cannot install the packages: npm ci failed, its reason is above');
  writeFileSync(marker, stamp(mode));
}

function isInstalled(mode, wanted, stamp) {
  const mark = readOrNothing(marker);
  if (mark === stamp('all') || (mark !== undefined && mark === stamp(mode))) return true;
  // A developer's own `npm install` leaves no mark, but npm's record of what lies in node_modules.
  const record = readOrNothing(`${root}node_modules/.package-lock.json`);
  if (record === undefined) return false;
  const present = JSON.parse(record).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const isNeeded = path.includes('node_modules/') && !entry.optional && !(mode === 'production' && entry.dev);
    return !isNeeded || present[path]?.version === entry.version;
  });
}

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

await runAsProgram(import.meta.url, () => {
  const mode = process.argv[2] ?? 'all';
  if (!(mode in modes)) throw new Error(`cannot install ${mode}: it is one of ${Object.keys(modes).join(', ')}`);
  install(mode);
});
