import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainerError, writeError } from '../trainer-error.ts';
import type { TrainingState } from '../training/state.ts';
import { decoded, encoded, type Identity } from './encoding.ts';
import { publishFile, publishFolder, removeFolder, sweep } from './publish.ts';

/** A checkpoint to go on from, and each newer one that could not be used. */
export interface FoundCheckpoint {
  readonly state: TrainingState | undefined;
  /** Folder of `state`. */
  readonly path: string | undefined;
  /** One sentence per checkpoint that is damaged. */
  readonly skipped: readonly string[];
}

/** The checkpoints of one run: folders named by their step. Only one process writes them. */
export interface Checkpoints {
  /**
   * The newest checkpoint that verifies. Throws a TrainerError (`configuration`) where another training wrote it:
   * going on from it would be neither that training nor this one.
   */
  newest(): Promise<FoundCheckpoint>;
  /** Writes a state, points `LATEST` at it, drops what is too old, and returns its folder. */
  save(state: TrainingState): Promise<string>;
}

/** Name of the file that names the newest checkpoint, for people and other programs; this one looks for itself. */
const pointer = 'LATEST';

/** Opens the folder of a run's checkpoints, making it if needed, and deletes what a killed writer left. */
export async function openCheckpoints(folder: string, identity: Identity, keep: number): Promise<Checkpoints> {
  await sweep(folder).catch((caught: unknown) => {
    throw writeError(`checkpoints to ${folder}`, caught);
  });
  return {
    newest: () => newest(folder, identity),
    async save(state) {
      const { step } = state.position;
      const path = join(folder, String(step));
      try {
        await publishFolder(folder, String(step), encoded(identity, state));
        await publishFile(join(folder, pointer), `${step}\n`);
        await dropAllBut(folder, step, keep);
      } catch (caught) {
        throw writeError(`checkpoint ${path}`, caught);
      }
      return path;
    },
  };
}

async function newest(folder: string, identity: Identity): Promise<FoundCheckpoint> {
  const skipped: string[] = [];
  for (const step of await stepsIn(folder)) {
    const path = join(folder, String(step));
    const checkpoint = await filesIn(path).then(decoded, (caught: Error) => ({ problem: caught.message }));
    if ('problem' in checkpoint) {
      skipped.push(`skips the damaged checkpoint ${path}: ${checkpoint.problem}`);
      continue;
    }
    const difference = differenceBetween(checkpoint.identity, identity);
    if (difference !== undefined) {
      const advice = 'give this run another artifacts folder, or delete that one';
      throw new TrainerError(
        'configuration',
        `cannot resume from ${path}: another training wrote it (${difference}); ${advice}`,
      );
    }
    return { state: checkpoint.state, path, skipped };
  }
  return { state: undefined, path: undefined, skipped };
}

/** Keeps the newest of the steps up to this one. A later step is of a future that did not happen, or damaged. */
async function dropAllBut(folder: string, step: number, keep: number): Promise<void> {
  const steps = await stepsIn(folder);
  const kept = new Set(steps.filter((other) => other <= step).slice(0, keep));
  for (const other of steps) {
    if (!kept.has(other)) await removeFolder(folder, String(other));
  }
}

/** Steps that have a folder, newest first. */
async function stepsIn(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && /^\d+$/.test(entry.name)).map(({ name }) => name);
  return names.map(Number).sort((a, b) => b - a);
}

async function filesIn(folder: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) files[entry.name] = await readFile(join(folder, entry.name));
  }
  return files;
}

/** The first field in which two trainings differ, as "seed is 1 there and 2 here". */
function differenceBetween(there: Identity, here: Identity): string | undefined {
  const flat = ({ hyperparameters, ...rest }: Identity): Readonly<Record<string, unknown>> => ({
    recipe: rest.recipe,
    ...hyperparameters,
    dataDigest: rest.dataDigest,
  });
  const [theirs, ours] = [flat(there), flat(here)];
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  const different = names.find((name) => JSON.stringify(theirs[name]) !== JSON.stringify(ours[name]));
  if (different === undefined) return undefined;
  return `${different} is ${JSON.stringify(theirs[different])} there and ${JSON.stringify(ours[different])} here`;
}
