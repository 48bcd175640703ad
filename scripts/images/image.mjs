// An image as one archive that `docker load`, `crane push`, `ctr images import` and Crossplane's CLI read.
import { spawnSync } from 'node:child_process';
import { constants, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { digestOf, reproducible } from './layer.mjs';

/** @typedef {{file: string, diffId: string}} Layer */

/**
 * Writes an image.
 * @param {object} image
 * @param {string} image.name with its tag
 * @param {{config: object, layers: Layer[]}} image.base the configuration is Docker's: `{architecture, os, config}`
 * @param {Layer[]} image.layers on top of the base's
 * @param {object} image.config what differs from the base's `config`
 * @param {string} file the archive
 * @returns {string} the image's id: the digest of its configuration, and so of all that it holds
 */
export function writeImage({ name, base, layers, config }, file) {
  const all = [...base.layers, ...layers];
  const { architecture, os, config: inherited = {}, history = [] } = base.config;
  const configuration = JSON.stringify({
    architecture,
    os,
    // The same sources give the same image: it carries no time but the epoch.
    created: '1970-01-01T00:00:00Z',
    config: merged(inherited, config),
    rootfs: { type: 'layers', diff_ids: all.map(({ diffId }) => diffId) },
    history: [...history, ...layers.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'scripts/images.mjs' }))],
  });
  mkdirSync(dirname(file), { recursive: true });
  const folder = mkdtempSync(`${file}.`);
  try {
    const id = createHash('sha256').update(configuration).digest('hex');
    const configName = `${id}.json`;
    writeFileSync(`${folder}/${configName}`, configuration);
    const layerNames = all.map((layer) => copied(layer, folder));
    const manifest = [{ Config: configName, RepoTags: [name], Layers: layerNames }];
    writeFileSync(`${folder}/manifest.json`, JSON.stringify(manifest));
    // By name: readers look for `manifest.json`, not for `./manifest.json`.
    archive(folder, ['manifest.json', configName, ...new Set(layerNames)], file);
    return `sha256:${id}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Reads an archive of this form into a folder.
 * @param {string} file
 * @param {string} folder
 * @returns {{config: object, layers: Layer[]}}
 */
export function readImage(file, folder) {
  mkdirSync(folder, { recursive: true });
  const tar = spawnSync('tar', ['--extract', '--file', file, '--directory', folder], { stdio: 'inherit' });
  if (tar.status !== 0) throw new Error(`cannot read the image ${file}: tar failed, its reason is above`);
  const [{ Config, Layers }] = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
  const config = JSON.parse(readFileSync(`${folder}/${Config}`, 'utf8'));
  return {
    config,
    layers: Layers.map((name, index) => ({ file: `${folder}/${name}`, diffId: config.rootfs.diff_ids[index] })),
  };
}

/** An image's own settings over its base's: environment and labels add up, the rest replaces. */
function merged(base, own) {
  const environment = Object.fromEntries([...(base.Env ?? []), ...own.Env].map((pair) => pair.split(/=(.*)/s)));
  return {
    ...base,
    ...own,
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...base.Labels, ...own.Labels },
    ExposedPorts: { ...base.ExposedPorts, ...own.ExposedPorts },
    // An entrypoint makes the base's own arguments meaningless.
    ...(own.Entrypoint && { Cmd: undefined }),
  };
}

function copied({ file }, folder) {
  const name = `${digestOf(file).slice('sha256:'.length)}.tar.gz`;
  copyFileSync(file, `${folder}/${name}`, constants.COPYFILE_FICLONE);
  return name;
}

function archive(folder, names, file) {
  const tar = spawnSync('tar', ['--create', ...reproducible, '--file', file, '--directory', folder, ...names], {
    stdio: 'inherit',
  });
  if (tar.status !== 0) throw new Error(`cannot write ${file}: tar failed, its reason is above`);
}
