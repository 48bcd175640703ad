import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of one folder by name. */
export type FolderFiles = Readonly<Record<string, Uint8Array>>;

/** Beginnings of names that are never published: drafts, and folders on their way out. A killed writer leaves some. */
const scratch = ['.draft-', '.old-'];

/**
 * Writes a folder so that it is there whole or not at all, whenever the process is killed or the power goes.
 *
 * Everything is written beside the place and flushed, files before the folder that names them; one rename publishes it.
 * A rename is no barrier for what it names, and a folder cannot be renamed over another: hence the flushes, and the
 * old folder is moved aside first. Between those two renames neither is there: who must find one keeps others.
 */
export async function publishFolder(parent: string, name: string, files: FolderFiles): Promise<void> {
  await makeFolder(parent);
  const draft = join(parent, `.draft-${name}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  try {
    for (const [file, content] of Object.entries(files)) await writeFlushed(join(draft, file), content);
    await flushFolder(draft);
  } catch (caught) {
    // A full disk must not stay full of what nobody will read.
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw caught;
  }
  await removeFolder(parent, name);
  await rename(draft, join(parent, name));
  await flushFolder(parent);
}

/** Writes a file so that readers see the old content or the new, never a part. */
export async function publishFile(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const draft = `${path}.draft`;
  await writeFlushed(draft, typeof content === 'string' ? Buffer.from(content) : content);
  await rename(draft, path);
  await flushFolder(folder);
}

/** Takes a published folder away: out of sight at once, then deleted. Nothing happens where there is none. */
export async function removeFolder(parent: string, name: string): Promise<void> {
  const old = join(parent, `.old-${name}`);
  await rm(old, { recursive: true, force: true });
  await rename(join(parent, name), old).catch((caught: NodeJS.ErrnoException) => {
    if (caught.code !== 'ENOENT') throw caught;
  });
  await rm(old, { recursive: true, force: true });
}

/** Deletes what killed writers left in a folder. Only the folder's one writer may call it, before it writes. */
export async function sweep(parent: string): Promise<void> {
  await makeFolder(parent);
  for (const name of await readdir(parent)) {
    if (scratch.some((beginning) => name.startsWith(beginning))) await rm(join(parent, name), { recursive: true });
  }
}

/** Makes a folder and those above it, where they are not there yet. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch(async (caught: NodeJS.ErrnoException) => {
    // On a read-only file system Node says ENOENT of a recursive mkdir; a plain one says why.
    if (caught.code === 'ENOENT') await mkdir(path);
    throw caught;
  });
}

/** Hexadecimal sha256. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function writeFlushed(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(path: string): Promise<void> {
  // Windows has no such thing as flushing a folder.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
