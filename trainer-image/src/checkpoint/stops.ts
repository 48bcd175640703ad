import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishFile } from './publish.ts';

/** At how many stops in a row without a step between them a run gives up. */
export const maxStopsWithoutStep = 3;

/** Name of the file beside the checkpoints. */
const fileName = 'stops.json';

/** Where a run was stopped last, and how often in a row there. */
interface Stops {
  readonly step: number;
  readonly count: number;
}

/**
 * Remembers that a run was stopped at a step, and returns how often in a row that was at this same step.
 * A Job restarts after every stop for as long as it is told that this helps; whoever is stopped before every first step
 * would go round for ever.
 * @param at `undefined`: stopped before anything could be trained, wherever the run stands
 */
export async function rememberStop(folder: string, at: number | undefined): Promise<number> {
  const last = await lastStops(folder);
  const step = at ?? last?.step ?? 0;
  const count = last?.step === step ? last.count + 1 : 1;
  await publishFile(join(folder, fileName), `${JSON.stringify({ step, count } satisfies Stops)}\n`);
  return count;
}

async function lastStops(folder: string): Promise<Stops | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, fileName), 'utf8'));
    return isStops(value) ? value : undefined;
  } catch {
    // None yet. An unreadable one costs a fresh count, no more.
    return undefined;
  }
}

function isStops(value: unknown): value is Stops {
  if (typeof value !== 'object' || value === null || !('step' in value && 'count' in value)) return false;
  return typeof value.step === 'number' && typeof value.count === 'number';
}
