// A folder as one layer of an image: the same files give the same bytes, whoever packs them and whenever.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** GNU tar's options that keep the packer's names, clock and order of files out of an archive. */
export const reproducible = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];

/**
 * Packs all that lies in `folder` into `file`, a gzipped tar.
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<{file: string, diffId: string, bytes: number}>} `diffId`: the digest of the tar before compression;
 * `bytes`: what it takes on a node's disk
 */
export async function layer(folder, file) {
  const diff = createHash('sha256');
  let bytes = 0;
  const tar = spawn('tar', ['--create', ...reproducible, '--directory', folder, '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    tar.once('error', (error) => reject(new Error(`cannot run GNU tar: ${error.message}`)));
    tar.once('close', resolve);
  });
  tar.stdout.on('data', (part) => {
    diff.update(part);
    bytes += part.length;
  });
  await pipeline(tar.stdout, createGzip(), createWriteStream(file));
  if ((await ended) !== 0) throw new Error(`cannot pack ${folder}: tar failed, its reason is above`);
  return { file, diffId: `sha256:${diff.digest('hex')}`, bytes };
}

/**
 * The digest of a file's bytes.
 * @param {string} file
 */
export function digestOf(file) {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}
