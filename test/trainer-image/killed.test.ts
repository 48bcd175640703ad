import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { integerBelow, randomAt, type Random } from '../../trainer-image/src/data/random.ts';
import { isNativeBuilt } from './native.ts';
import { runTrainer, type Ended } from './trainer-process.ts';

const isFull = process.env['CROSSTRAIN_FULL'] === '1';

/** Kills per backend. */
const kills = isFull ? 150 : 10;

/** Seconds between two checkpoints, the shortest there is, and how late one may be on a busy machine. */
const intervalSeconds = 1;
const lateSeconds = 5;

const steps = 1100;
const hyperparameters = { epochs: 100, batchSize: 128, filters: 2 };

const variablesOf = (backend: string, artifacts: string) => ({
  CROSSTRAIN_BACKEND: backend,
  CROSSTRAIN_ARTIFACTS: artifacts,
  CROSSTRAIN_CHECKPOINT_INTERVAL_SECONDS: String(intervalSeconds),
  CROSSTRAIN_HYPERPARAMETERS: JSON.stringify(hyperparameters),
});

/**
 * When a process is killed: at any moment of its first seconds, or in the middle of writing a checkpoint, which is a
 * moment that chance seldom finds.
 */
async function killSwitch(artifacts: string, random: Random): Promise<{ signal: AbortSignal; done: () => void }> {
  if (integerBelow(2, random) === 0) {
    const moment = 200 + integerBelow(2500, random);
    return { signal: AbortSignal.timeout(moment), done: () => undefined };
  }
  const folder = join(artifacts, 'checkpoints');
  await mkdir(folder, { recursive: true });
  const stop = new AbortController();
  const pick = integerBelow(12, random);
  let seen = 0;
  const watcher = watch(folder, () => {
    if (seen++ === pick) stop.abort();
  });
  return { signal: stop.signal, done: () => watcher.close() };
}

/** Kills a training again and again until it ends by itself; returns what each process said. */
async function trainedUnderFire(backend: string, artifacts: string, random: Random, most: number): Promise<Ended[]> {
  const lives: Ended[] = [];
  for (;;) {
    const isSpared = lives.length >= most;
    const kill = isSpared ? undefined : await killSwitch(artifacts, random);
    const signalOn = kill && { signalOn: kill.signal };
    const life = await runTrainer({ variables: variablesOf(backend, artifacts), signal: 'SIGKILL', ...signalOn });
    kill?.done();
    lives.push(life);
    if (life.code !== null || isSpared) return lives;
  }
}

interface Said {
  readonly event: string;
  readonly time: string;
  readonly step: number;
}

/** Nothing that was said to be saved is lost, and no process trained on for long without saving. */
function expectLittleLost(lives: readonly Ended[]): void {
  let promised = 0;
  for (const life of lives) {
    const said = life.events as unknown as readonly Said[];
    expect(said.filter(({ event }) => event === 'failed' || event === 'warning')).toEqual([]);
    const isTraining = said.some(({ event }) => event === 'epoch' || event === 'saved');
    const resumed = said.find(({ event }) => event === 'resumed')?.step ?? 0;
    if (isTraining) expect(resumed).toBeGreaterThanOrEqual(promised);
    let savedAt = Date.parse(said[0]?.time ?? '');
    for (const { event, time, step } of said) {
      expect((Date.parse(time) - savedAt) / 1000).toBeLessThan(intervalSeconds + lateSeconds);
      if (event !== 'saved') continue;
      savedAt = Date.parse(time);
      promised = step;
    }
  }
}

describe.each(['wasm', ...(isNativeBuilt ? ['native'] : [])])('on %s', (backend) => {
  test(
    `killed ${kills} times at random moments, a training loses no more than an interval, goes on, and ends with the same bits`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'crosstrain-killed-'));
      try {
        const whole = join(folder, 'whole');
        expect(await runTrainer({ variables: variablesOf(backend, whole) })).toMatchObject({ code: 0 });
        const random = randomAt(1, 'kills', backend);
        for (let killed = 0, run = 0; killed < kills; run++) {
          const artifacts = join(folder, `run-${run}`);
          const lives = await trainedUnderFire(backend, artifacts, random, kills - killed);
          killed += lives.length - 1;
          expect(lives.at(-1)).toMatchObject({ code: 0 });
          expectLittleLost(lives);
          const last = join('checkpoints', String(steps));
          for (const file of [join(last, 'weights.bin'), join(last, 'optimizer.bin'), join('model', 'weights.bin')]) {
            expect([file, readFileSync(join(artifacts, file))]).toEqual([file, readFileSync(join(whole, file))]);
          }
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    isFull ? 3_000_000 : 300_000,
  );
});
