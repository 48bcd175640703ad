// A folder as one layer of an image: the same files give the same bytes, whoever packs them and whenever.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Where layers are kept that take long to make and change seldom. */
export const cacheFolder = `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/crosstrain/images/`;

/**
 * A layer of the cache, made where it is not there yet.
 * @param {string} name of the layer: another content, another name
 * @param {(tree: string) => void | Promise<void>} layOut puts the layer's files into an empty folder
 * @returns {Promise<{file: string, diffId: string, bytes: number}>}
 */
export async function cachedLayer(name, layOut) {
  const kept = cacheFolder + name;
  const facts = () => ({ ...JSON.parse(readFileSync(`${kept}/layer.json`, 'utf8')), file: `${kept}/layer.tar.gz` });
  if (existsSync(kept)) return facts();
  mkdirSync(cacheFolder, { recursive: true });
  const draft = mkdtempSync(`${kept}.`);
  try {
    mkdirSync(`${draft}/tree`);
    await layOut(`${draft}/tree`);
    const { diffId, bytes } = await layer(`${draft}/tree`, `${draft}/layer.tar.gz`);
    writeFileSync(`${draft}/layer.json`, JSON.stringify({ diffId, bytes }));
    rmSync(`${draft}/tree`, { recursive: true });
    if (!existsSync(kept)) renameSync(draft, kept);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return facts();
}

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
