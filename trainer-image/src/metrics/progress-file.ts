import { publishFile } from '../checkpoint/publish.ts';

/** Replaces the file whole: a reader sees the old document or the new. */
export async function writeProgressFile(path: string, document: string): Promise<void> {
  await publishFile(path, `${document}\n`);
}
