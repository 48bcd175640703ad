import { expect, test } from '@jest/globals';
import type { LogFormat } from '../../../trainer-image/src/configuration.ts';
import { consoleOf, type Console } from '../../../trainer-image/src/console/console.ts';
import { plan } from '../plan.ts';

/** All that two streams get, in order; standard error is marked. */
function shown(format: LogFormat, use: (console: Console, pass: (ms: number) => void) => void): string {
  let text = '';
  let ms = 0;
  const terminal = {
    out: (part: string) => void (text += part),
    err: (part: string) => void (text += `[err] ${part}`),
    now: () => new Date(ms),
    folder: '/work',
  };
  use(consoleOf(format, terminal), (passed) => void (ms += passed));
  return text;
}

/** A short training from its start to its end, resumed and warned of. */
function wholeTraining(console: Console, pass: (ms: number) => void): void {
  console.started(plan);
  console.warned('skips the damaged checkpoint /work/a/checkpoints/99: weights.bin is missing');
  console.resumed({ step: 88, totalSteps: 440, path: '/work/a/checkpoints/88' });
  const moment = { epoch: 3, epochs: 10, step: 110, totalSteps: 440, loss: 0.1234 };
  console.stepped({ ...moment, examplesPerSecond: 0, secondsLeft: undefined });
  pass(50);
  console.stepped({ ...moment, step: 111, examplesPerSecond: 5400, secondsLeft: 12 });
  pass(50);
  console.stepped({ ...moment, step: 112, examplesPerSecond: 5400, secondsLeft: 12 });
  pass(1000);
  console.stepped({ ...moment, epoch: 10, step: 440, loss: 0.00217, examplesPerSecond: 5412, secondsLeft: 0 });
  const last = { epoch: 10, epochs: 10, step: 440, totalSteps: 440, loss: 0.00217 };
  console.epochDone({ ...last, examplesPerSecond: 5412, secondsLeft: 0, metrics: { accuracy: 0.98611 } });
  console.saved({ step: 440, path: '/work/a/checkpoints/440' });
  console.finished({
    metrics: { accuracy: 0.98611 },
    goal: plan.goal,
    seconds: 14.2,
    model: '/work/a/model',
    savedModel: '/work/a/saved-model',
    events: '/work/a/events',
    checkpoint: '/elsewhere/checkpoints/440',
  });
}

test('lines: one per thing that happens', () => {
  expect(shown('lines', wholeTraining)).toBe(
    `Training digits-cnn   1 process, WASM (SIMD, 1 thread; native TensorFlow not built: npm run build:native)
[err]   warning: skips the damaged checkpoint /work/a/checkpoints/99: weights.bin is missing
  resumes at step 88 of 440 from a/checkpoints/88
  epoch 10/10  loss 0.0022  5,412 examples/s  test accuracy 98.6 %
  checkpoint of step 440 in a/checkpoints/440
  test accuracy 98.6 %  (goal 97.0 %)  in 14 s
  model       a/model
  saved model a/saved-model
  events      a/events
  checkpoint  /elsewhere/checkpoints/440
`,
  );
});

test('bar: one line that redraws itself, not more often than an eye needs', () => {
  const redraw = '\r\u001b[K';
  expect(shown('bar', wholeTraining)).toBe(
    `Training digits-cnn   1 process, WASM (SIMD, 1 thread; native TensorFlow not built: npm run build:native)
[err]   warning: skips the damaged checkpoint /work/a/checkpoints/99: weights.bin is missing
  resumes at step 88 of 440 from a/checkpoints/88
` +
      `${redraw}  epoch 3/10  █████░░░░░░░░░░░░░░░  loss 0.12` +
      `${redraw}  epoch 3/10  █████░░░░░░░░░░░░░░░  loss 0.12  5,400 examples/s  12 s left` +
      `${redraw}  epoch 10/10  ████████████████████  loss 0.0022  5,412 examples/s
  test accuracy 98.6 %  (goal 97.0 %)  in 14 s
  model       a/model
  saved model a/saved-model
  events      a/events
  checkpoint  /elsewhere/checkpoints/440
`,
  );
});

test('json: an object per line', () => {
  const lines = shown('json', wholeTraining)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { time: '1970-01-01T00:00:00.000Z', level: 'info', event: 'started', recipe: 'digits-cnn', totalSteps: 440 },
    { level: 'warning', event: 'warning', message: expect.stringContaining('damaged') },
    { level: 'info', event: 'resumed', step: 88, path: '/work/a/checkpoints/88' },
    { level: 'info', event: 'epoch', epoch: 10, loss: 0.00217, metrics: { accuracy: 0.98611 } },
    { level: 'info', event: 'saved', step: 440, path: '/work/a/checkpoints/440' },
    { level: 'info', event: 'finished', metrics: { accuracy: 0.98611 }, seconds: 14.2, model: '/work/a/model' },
  ]);
});

const endings: { reason: string; end: (console: Console) => void; lines: string; json: object }[] = [
  {
    reason: 'stopped with a checkpoint',
    end: (console) => console.stopped({ step: 88, path: '/work/a/checkpoints/88' }),
    lines: '  stopped at step 88; goes on from a/checkpoints/88\n',
    json: { event: 'stopped', step: 88 },
  },
  {
    reason: 'stopped before anything was trained',
    end: (console) => console.stopped({ step: 0, path: undefined }),
    lines: '  stopped before the first step\n',
    json: { event: 'stopped', step: 0 },
  },
  {
    reason: 'failed',
    end: (console) => console.failed({ reason: 'dataError', message: 'cannot go on: the loss is NaN' }),
    lines: '[err] cannot go on: the loss is NaN\n',
    json: { level: 'error', event: 'failed', reason: 'dataError', message: 'cannot go on: the loss is NaN' },
  },
  {
    reason: 'finished below the goal, after hours',
    end: (console) =>
      console.finished({
        metrics: { accuracy: 0.1 },
        goal: plan.goal,
        seconds: 7500,
        model: '/m',
        savedModel: undefined,
        events: '/e',
        checkpoint: '/c',
      }),
    lines:
      '  test accuracy 10.0 %  (below the goal of 97.0 %)  in 2 h 5 min\n  model       /m\n  events      /e\n  checkpoint  /c\n',
    json: { event: 'finished', goal: { metric: 'accuracy', atLeast: 0.97 } },
  },
];

test.each(endings)('$reason', ({ end, lines, json }) => {
  expect(shown('lines', end)).toBe(lines);
  expect(shown('bar', end)).toBe(lines);
  expect(JSON.parse(shown('json', end))).toMatchObject(json);
});

test('what comes in the middle of a bar starts on a line of its own', () => {
  const moment = { epoch: 1, epochs: 1, step: 1, totalSteps: 2, loss: 1, examplesPerSecond: 0, secondsLeft: undefined };
  const text = shown('bar', (console, pass) => {
    pass(1000);
    console.stepped(moment);
    console.warned('cannot report progress: refused');
  });
  expect(text).toBe(
    '\r\u001b[K  epoch 1/1  ██████████░░░░░░░░░░  loss 1\n[err]   warning: cannot report progress: refused\n',
  );
});
