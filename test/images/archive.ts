import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An image archive, unpacked. */
export interface Unpacked {
  readonly folder: string;
  /** The root file system that its containers see. */
  readonly rootfs: string;
  readonly config: ImageConfig;
  /** Every file of the layers above the base's. */
  readonly ownFiles: readonly string[];
  /** Bytes of those layers on a node's disk. */
  readonly ownBytes: number;
}

/** The part of an image's configuration that a container is started from. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts: Readonly<Record<string, object>>;
}

/** Unpacks an archive as scripts/images.mjs writes it into a new folder; the caller removes it. */
export function unpack(archive: string): Unpacked {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-image-'));
  const rootfs = join(folder, 'rootfs');
  mkdirSync(rootfs);
  execFileSync('tar', ['--extract', '--file', archive, '--directory', folder]);
  const [{ Config, Layers }] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const { config, history } = JSON.parse(readFileSync(join(folder, Config), 'utf8'));
  const ownFiles: string[] = [];
  for (const [index, layer] of Layers.entries()) {
    const how = ['--extract', '--verbose', '--gzip', '--same-permissions', '--file', join(folder, layer)];
    const listing = execFileSync('tar', [...how, '--directory', rootfs], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (history[index]?.created_by !== 'scripts/images.mjs') continue;
    ownFiles.push(...listing.split('\n').filter((name) => name !== '' && !name.endsWith('/')));
  }
  return {
    folder,
    rootfs,
    config,
    ownFiles,
    ownBytes: ownFiles.reduce((sum, name) => sum + statSync(join(rootfs, name)).size, 0),
  };
}
