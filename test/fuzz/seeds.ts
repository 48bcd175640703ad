import { readFileSync } from 'node:fs';

type Target = 'structured' | 'raw' | 'bytes';

/** Seeds that once found a defect; each is played first in every run. */
export const keptSeeds: Readonly<Record<Target, readonly number[]>> = JSON.parse(
  readFileSync(new URL('seeds.json', import.meta.url), 'utf8'),
);

/**
 * How many inputs a run tries, and the seed of the first: 2,000, the same every time; with CROSSTRAIN_FULL=1 100,000 from
 * a seed of the day, which is printed. CROSSTRAIN_SEED repeats a run.
 */
export function inputs(target: Target): { readonly seed: number; readonly wanted: number } {
  const isFull = process.env['CROSSTRAIN_FULL'] === '1';
  const seed = Number(process.env['CROSSTRAIN_SEED'] ?? (isFull ? Math.floor(Date.now() / 86_400_000) * 100_000 : 1));
  console.log(`fuzz ${target}: CROSSTRAIN_SEED=${seed}`);
  return { seed, wanted: isFull ? 100_000 : 2000 };
}
