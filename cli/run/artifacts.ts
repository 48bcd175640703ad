import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where runs on this machine keep what they make, below the working directory. */
const base = '.crosstrain';

/** Which folder a run gets. */
export interface ArtifactsFolder {
  readonly path: string;
  /** The same for people: from the working directory on. */
  readonly shown: string;
}

/** Makes the folder for a run: a new one each time, or with `resume` the newest that is there. */
export function artifactsFolder(namespace: string, run: string, resume: boolean): ArtifactsFolder {
  const parent = join(base, namespace, run);
  const numbers = existsSync(parent)
    ? readdirSync(parent)
        .filter((name) => /^[1-9]\d*$/.test(name))
        .map(Number)
    : [];
  const newest = Math.max(0, ...numbers);
  const shown = join(parent, String(resume && newest > 0 ? newest : newest + 1));
  mkdirSync(shown, { recursive: true });
  return { path: resolve(shown), shown };
}
