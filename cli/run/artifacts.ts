import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where runs on this machine keep what they make, below the working directory. */
const base = '.crosstrain';

/** Which folder a run gets. */
export interface ArtifactsFolder {
  readonly path: string;
  /** The same for people: from the working directory on. */
  readonly shown: string;
}

/** Name of the log beside what the trainer makes. */
export const logFile = 'log.txt';

/** The folder for a run: a new one each time, or with `resume` the newest that is there. Whoever trains makes it. */
export function artifactsFolder(namespace: string, run: string, resume: boolean): ArtifactsFolder {
  const newest = newestNumber(namespace, run);
  const shown = join(base, namespace, run, String(resume && newest > 0 ? newest : newest + 1));
  return { path: resolve(shown), shown };
}

/** The folder of a run's last time, seen from the working directory; `undefined` where it never ran here. */
export function newestFolder(namespace: string, run: string): string | undefined {
  const newest = newestNumber(namespace, run);
  return newest > 0 ? join(base, namespace, run, String(newest)) : undefined;
}

function newestNumber(namespace: string, run: string): number {
  const parent = join(base, namespace, run);
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return Math.max(0, ...names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number));
}
