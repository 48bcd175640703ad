import { types } from 'node:util';
import type { Progress } from '../../../api/trainer-contract/progress.ts';
import type { ProgressTarget } from '../configuration.ts';
import { inClusterApiServer, patchProgressConfigMap } from './progress-configmap.ts';
import { writeProgressFile } from './progress-file.ts';

/** Progress without its time, which the reporter adds. */
export type ProgressNow = Omit<Progress, 'updatedAt'>;

/** Tells whoever follows the run how far it is. Nothing that goes wrong here stops a training. */
export interface ProgressReporter {
  /** Reports where the phase changed or a minute passed since the last report; returns at once. */
  report(progress: ProgressNow): void;
  /** Reports that the run failed where it stood last. */
  failed(message: string): void;
  /** Waits until what was reported has arrived, or failed. */
  settled(): Promise<void>;
}

/** Milliseconds between two reports of the same phase. */
const intervalMs = 60_000;

/** What a reporter needs of the outside. */
interface Surroundings {
  readonly now: () => Date;
  /** Gets a sentence when reporting failed. */
  readonly warn: (sentence: string) => void;
  /** Writes the document where the target says. */
  readonly write: (document: string) => Promise<void>;
}

/** Writes a progress document to a target; `variables` say where the cluster's API server is. */
export async function writeProgress(
  target: ProgressTarget,
  document: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  switch (target.kind) {
    case 'file':
      return writeProgressFile(target.path, document);
    case 'configmap':
      return patchProgressConfigMap(target, document, inClusterApiServer(variables));
  }
}

/** Starts reporting. A failure is said once for each reason, not every minute. */
export function progressReporter({ now, warn, write }: Surroundings): ProgressReporter {
  let latest: ProgressNow = { phase: 'Starting', step: 0, totalSteps: 0 };
  let last: { readonly phase: string; readonly at: number } | undefined;
  let writing: Promise<void> = Promise.resolve();
  const warned = new Set<string>();
  const report = (progress: ProgressNow) => {
    latest = progress;
    const at = now();
    if (last?.phase === progress.phase && at.getTime() - last.at < intervalMs) return;
    last = { phase: progress.phase, at: at.getTime() };
    const document = JSON.stringify({ ...progress, updatedAt: at.toISOString() } satisfies Progress);
    // One after the other: an older report must not overtake a newer one.
    writing = writing
      .then(() => write(document))
      .catch((caught: unknown) => {
        const sentence = `cannot report progress: ${types.isNativeError(caught) ? caught.message : String(caught)}`;
        if (!warned.has(sentence)) warn(sentence);
        warned.add(sentence);
      });
  };
  return {
    report,
    failed: (message) => report({ ...latest, phase: 'Failed', message }),
    settled: () => writing,
  };
}
