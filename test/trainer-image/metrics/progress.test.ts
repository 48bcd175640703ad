import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { progressReporter, writeProgress, type ProgressNow } from '../../../trainer-image/src/metrics/progress.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();

const training = (step: number): ProgressNow => ({ phase: 'Training', step, totalSteps: 440 });

/** A reporter with a clock that the test sets, and all that it wrote and warned of. */
function reporterWith(write: (document: string) => Promise<void> = () => Promise.resolve()) {
  const written: unknown[] = [];
  const warnings: string[] = [];
  const clock = { seconds: 0 };
  const reporter = progressReporter({
    now: () => new Date(clock.seconds * 1000),
    warn: (sentence) => void warnings.push(sentence),
    write: async (document) => {
      await write(document);
      written.push(JSON.parse(document));
    },
  });
  return { reporter, written, warnings, clock };
}

test('a report goes out on every change of phase, and once a minute between them', async () => {
  const { reporter, written, clock } = reporterWith();
  reporter.report({ phase: 'Starting', step: 0, totalSteps: 0 });
  for (const seconds of [1, 2, 30, 60, 61, 100, 121]) {
    clock.seconds = seconds;
    reporter.report(training(seconds));
  }
  clock.seconds = 122;
  reporter.report({ phase: 'Succeeded', step: 440, totalSteps: 440, metrics: { accuracy: 0.98 } });
  await reporter.settled();
  expect(written).toEqual([
    { phase: 'Starting', step: 0, totalSteps: 0, updatedAt: '1970-01-01T00:00:00.000Z' },
    { phase: 'Training', step: 1, totalSteps: 440, updatedAt: '1970-01-01T00:00:01.000Z' },
    { phase: 'Training', step: 61, totalSteps: 440, updatedAt: '1970-01-01T00:01:01.000Z' },
    { phase: 'Training', step: 121, totalSteps: 440, updatedAt: '1970-01-01T00:02:01.000Z' },
    {
      phase: 'Succeeded',
      step: 440,
      totalSteps: 440,
      metrics: { accuracy: 0.98 },
      updatedAt: '1970-01-01T00:02:02.000Z',
    },
  ]);
});

test('a failure is reported where the run stood last', async () => {
  const { reporter, written } = reporterWith();
  reporter.report(training(5));
  reporter.report(training(6));
  reporter.failed('cannot go on');
  await reporter.settled();
  expect(written.at(-1)).toMatchObject({ phase: 'Failed', step: 6, totalSteps: 440, message: 'cannot go on' });
});

test('a report that fails is warned of once for each reason, and the next one is tried', async () => {
  const reasons = ['refused', 'refused', 'not found'];
  const { reporter, written, warnings, clock } = reporterWith(() => {
    const reason = reasons.shift();
    return reason === undefined ? Promise.resolve() : Promise.reject(new Error(reason));
  });
  for (const step of [1, 2, 3, 4]) {
    clock.seconds += 60;
    reporter.report(training(step));
  }
  await reporter.settled();
  expect(warnings).toEqual(['cannot report progress: refused', 'cannot report progress: not found']);
  expect(written).toMatchObject([{ step: 4 }]);
});

test('a slow report is not overtaken by the next one', async () => {
  const order: string[] = [];
  const { reporter, clock } = reporterWith(async (document) => {
    const { step } = JSON.parse(document) as ProgressNow;
    order.push(`${step} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${step} ends`);
  });
  reporter.report(training(1));
  clock.seconds = 60;
  reporter.report(training(2));
  await reporter.settled();
  expect(order).toEqual(['1 starts', '1 ends', '2 starts', '2 ends']);
});

test('a file is replaced whole, its folder made', async () => {
  const path = join(temporaryFolder(), 'new', 'progress.json');
  await writeProgress({ kind: 'file', path }, '{"step":1}', {});
  await writeProgress({ kind: 'file', path }, '{"step":2}', {});
  expect(readFileSync(path, 'utf8')).toBe('{"step":2}\n');
});

test('outside of a cluster a ConfigMap cannot be reached, and that is said', async () => {
  await expect(writeProgress({ kind: 'configmap', namespace: 'n', name: 'c' }, '{}', {})).rejects.toThrow(
    'this process runs in no cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
  );
});
