import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An image archive, unpacked. */
export interface Unpacked {
  readonly folder: string;
  /** The root file system that its containers see. */
  readonly rootfs: string;
  readonly config: ImageConfig;
  /** Every file of the topmost layer. */
  readonly ownFiles: readonly string[];
  /** Bytes of the topmost layer on a node's disk. */
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
  for (const layer of Layers) {
    execFileSync('tar', [
      '--extract',
      '--gzip',
      '--same-permissions',
      '--file',
      join(folder, layer),
      '--directory',
      rootfs,
    ]);
  }
  const own = join(folder, Layers.at(-1));
  const listing = execFileSync('tar', ['--list', '--gzip', '--file', own], { encoding: 'utf8' });
  return {
    folder,
    rootfs,
    config: JSON.parse(readFileSync(join(folder, Config), 'utf8')).config,
    ownFiles: listing.split('\n').filter((name) => name !== '' && !name.endsWith('/')),
    ownBytes: Number(execFileSync('bash', ['-c', 'gunzip <"$1" | wc -c', 'bash', own], { encoding: 'utf8' })),
  };
}
