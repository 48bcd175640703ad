import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { integerBelow, randomAt, type Random } from '../../trainer-image/src/data/random.ts';
import { runTrainer, type Ended } from '../trainer-image/trainer-process.ts';
import { makeDisk, type Disk } from './disk.ts';

const cuts = process.env['CROSSTRAIN_FULL'] === '1' ? 15 : 3;

const disk = makeDisk(64);
if (typeof disk === 'string') process.stderr.write(`no disk to cut the power of: its tests are skipped: ${disk}\n`);
const testOnDisk = typeof disk === 'string' ? test.skip : test;
const theDisk = disk as Disk;

afterAll(() => {
  if (typeof disk !== 'string') disk.remove();
});

const steps = 550;
const variablesOf = (artifacts: string) => ({
  CROSSTRAIN_ARTIFACTS: artifacts,
  CROSSTRAIN_CHECKPOINT_INTERVAL_SECONDS: '1',
  CROSSTRAIN_HYPERPARAMETERS: '{"epochs":50,"batchSize":128,"filters":2}',
});

testOnDisk('a loss of power loses what was not flushed (as root)', () => {
  const file = join(theDisk.path, 'unflushed');
  writeFileSync(file, 'x'.repeat(10_000));
  theDisk.cutPower();
  theDisk.restart();
  expect(existsSync(file) && readFileSync(file, 'utf8') !== '').toBe(false);
});

/**
 * Trains until the power goes: at one of the first times that a checkpoint's folder changes, which is in the middle of
 * writing it, or just after one was said to be saved. Without random numbers the power stays.
 */
async function livedUntilCut(
  artifacts: string,
  random: Random | undefined,
): Promise<Ended & { readonly isCut: boolean }> {
  const folder = join(artifacts, 'checkpoints');
  if (random === undefined) return { ...(await runTrainer({ variables: variablesOf(artifacts) })), isCut: false };
  const isWhileWriting = integerBelow(3, random) > 0 && existsSync(folder);
  const pick = integerBelow(10, random);
  const stop = new AbortController();
  const happened: { isCut: boolean; problem?: unknown } = { isCut: false };
  const cut = () => {
    try {
      theDisk.cutPower();
      happened.isCut = true;
    } catch (caught) {
      // Thrown here, among events, it would be lost.
      happened.problem = caught;
    }
    stop.abort();
  };
  let seen = 0;
  const watcher = isWhileWriting ? watch(folder, () => (seen++ === pick ? cut() : undefined)) : undefined;
  const life = await runTrainer({
    variables: variablesOf(artifacts),
    signal: 'SIGKILL',
    signalOn: stop.signal,
    signalWhen(out) {
      if (isWhileWriting || !out.includes('"event":"saved"')) return false;
      cut();
      return true;
    },
  });
  watcher?.close();
  expect(happened.problem).toBeUndefined();
  return { ...life, isCut: happened.isCut };
}

testOnDisk(
  `after ${cuts} losses of power a training has every checkpoint that it said to be saved, goes on, and ends with the same bits`,
  async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'crosstrain-whole-'));
    try {
      expect(await runTrainer({ variables: variablesOf(elsewhere) })).toMatchObject({ code: 0 });
      const random = randomAt(1, 'cuts');
      for (let lost = 0, run = 0; lost < cuts; run++) {
        const artifacts = join(theDisk.path, `run-${run}`);
        let promised = 0;
        for (let isWhole = false; !isWhole;) {
          const life = await livedUntilCut(artifacts, lost < cuts ? random : undefined);
          isWhole = !life.isCut;
          if (isWhole) expect(life).toMatchObject({ code: 0 });
          else {
            lost++;
            theDisk.restart();
          }
          const at = (event: string) =>
            life.events.filter((one) => one.event === event).map(({ step }) => Number(step));
          expect(life.events.filter(({ event }) => event === 'warning')).toEqual([]);
          if (life.events.length > 1) expect(at('resumed')[0] ?? 0).toBeGreaterThanOrEqual(promised);
          promised = at('saved').at(-1) ?? promised;
        }
        const last = join('checkpoints', String(steps));
        for (const file of [join(last, 'weights.bin'), join(last, 'optimizer.bin'), join('model', 'weights.bin')]) {
          expect([file, readFileSync(join(artifacts, file))]).toEqual([file, readFileSync(join(elsewhere, file))]);
        }
        rmSync(artifacts, { recursive: true });
      }
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  },
  1_200_000,
);
