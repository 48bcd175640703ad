import { describe, expect, test } from '@jest/globals';
import type { Progress } from '../../../api/trainer-contract/progress.ts';
import { observedJob } from '../../../function/observe/job.ts';
import { recordedTraining, type RecordedTraining } from '../../../function/observe/previous-status.ts';
import { trainingState, type Observation } from '../../../function/plan/training-state.ts';

const nothing = recordedTraining(undefined);
const failurePolicy = { maxRestarts: 3, maxOutOfMemory: 1 };
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString().replace('.000Z', 'Z');

type Status = Readonly<Record<string, unknown>>;
const condition = (type: string, minutes: number, reason = '', message = ''): Status => ({
  type,
  status: 'True',
  reason,
  message,
  lastTransitionTime: at(minutes),
});
const running = (minutes: number): Status => ({ startTime: at(minutes), active: 1, ready: 1 });
const complete = (from: number, to: number): Status => ({
  startTime: at(from),
  conditions: [condition('Complete', to, 'CompletionsReached')],
});
const failed = (from: number, to: number, reason: string, message = ''): Status => ({
  startTime: at(from),
  conditions: [condition('Failed', to, reason, message)],
});
const rule = (index: number, from = 0, to = 10) =>
  failed(from, to, 'PodFailurePolicy', `Container trainer for pod a/b failed, matching FailJob rule at index ${index}`);
/** As the Job controller leaves it: the start stays until the Job is resumed. */
const suspended = (from: number, to: number): Status => ({
  startTime: at(from),
  conditions: [condition('Suspended', to, 'JobSuspended')],
});

const job = (status: Status) => observedJob({ kind: 'Job', metadata: { name: 'a' }, spec: {}, status })!;

/** The state after a call that observed these Jobs by role; a gang of workers unless said otherwise. */
function after(
  recorded: RecordedTraining,
  jobs: Readonly<Record<string, Status>>,
  more: Partial<Observation> = {},
): RecordedTraining {
  return trainingState({
    recorded,
    jobs: new Map(Object.entries(jobs).map(([role, status]) => [role, job(status)])),
    leadingRole: 'worker',
    gang: true,
    failurePolicy,
    ...more,
  });
}

const progress = (step: number, more: Partial<Progress> = {}): { progress: Progress } => ({
  progress: { phase: 'Training', step, totalSteps: 100, updatedAt: at(0), ...more },
});

describe('a run that trains', () => {
  test('has not begun while no Job is observed', () => {
    expect(after(nothing, {})).toEqual(nothing);
  });

  test('has not begun while its Job has no start', () => {
    expect(after(nothing, { worker: { active: 1 } })).toEqual(nothing);
  });

  test('began when its Job did', () => {
    expect(after(nothing, { worker: running(5) })).toEqual({ ...nothing, startedAt: at(5) });
  });

  test('is still the same run when it is looked at again', () => {
    const once = after(nothing, { worker: running(5) });
    expect(after(once, { worker: running(5) })).toEqual(once);
  });

  test('keeps its start when its Job is not seen for a moment', () => {
    const once = after(nothing, { worker: running(5) });
    expect(after(once, {})).toEqual(once);
  });
});

describe('a run ends', () => {
  test('when the leading Job is complete', () => {
    expect(after(nothing, { worker: complete(0, 30) })).toEqual({
      ...nothing,
      startedAt: at(0),
      outcome: 'Succeeded',
      completedAt: at(30),
      message: 'trained to the end',
    });
  });

  test('not when another Job is', () => {
    expect(after(nothing, { worker: running(0), evaluator: complete(0, 5) })).toEqual({ ...nothing, startedAt: at(0) });
  });

  test('well when the leading Job is complete, whatever became of the others', () => {
    expect(after(nothing, { worker: complete(0, 30), evaluator: rule(2) }).outcome).toBe('Succeeded');
  });

  test.each([
    { because: 'its Job came back', jobs: { worker: running(60) } },
    { because: 'its Job failed later', jobs: { worker: rule(2) } },
    { because: 'its objects are gone', jobs: {} },
  ])('once and for all, though $because', ({ jobs }) => {
    const end = after(nothing, { worker: complete(0, 30) });
    expect(after(end, jobs)).toEqual(end);
  });
});

describe('a failure', () => {
  const gangs = [
    { because: 'the node was taken away', status: rule(0), cause: 'preemption', words: 'a preemption' },
    { because: 'the trainer saved and left', status: rule(1), cause: 'resume', words: 'a checkpoint and exit' },
    { because: 'memory ran out', status: rule(3), cause: 'outOfMemory', words: 'running out of memory' },
    {
      because: 'the program broke',
      status: failed(0, 10, 'BackoffLimitExceeded', 'x'),
      cause: 'error',
      words: 'an error',
    },
    { because: 'Kubernetes gave no reason', status: failed(0, 10, ''), cause: 'error', words: 'an error' },
    { because: 'of a rule that nobody wrote', status: rule(9), cause: 'error', words: 'an error' },
  ] as const;
  test.each(gangs)('of a gang starts all of it again: $because', ({ status, cause, words }) => {
    const next = after(nothing, { worker: status });
    expect(next).toMatchObject({
      attempt: 1,
      restarts: { ...nothing.restarts, [cause]: 1 },
      activeSecondsBefore: 600,
      message: expect.stringContaining(`attempt 2 after ${words}`),
    });
    expect(next).not.toHaveProperty('startedAt');
    expect(next).not.toHaveProperty('outcome');
  });

  test('of any member is a failure of the gang', () => {
    expect(after(nothing, { worker: running(0), evaluator: rule(0) })).toMatchObject({ attempt: 1 });
  });

  test('that starting again cannot cure ends the run', () => {
    expect(after(nothing, { worker: rule(2) })).toEqual({
      ...nothing,
      startedAt: at(0),
      outcome: 'Failed',
      completedAt: at(10),
      failureReason: 'TrainingFailed',
      message:
        'the worker ended with a code that starting again cannot cure: Container trainer for pod a/b failed, matching FailJob rule at index 2',
    });
  });

  test('of Jobs that restart their own pods ends the run', () => {
    expect(after(nothing, { ps: failed(0, 10, 'BackoffLimitExceeded', 'too often') }, { gang: false })).toMatchObject({
      attempt: 0,
      outcome: 'Failed',
      failureReason: 'TrainingFailed',
      message: 'the ps failed more often than failurePolicy allows: too often',
    });
  });

  test('is told in the words of the trainer, where it gave any', () => {
    const reported = progress(3, { phase: 'Failed', message: 'the loss is no number at step 3' });
    expect(after(nothing, { worker: failed(0, 10, 'BackoffLimitExceeded', 'x') }, reported)).toMatchObject({
      attempt: 1,
      message: 'attempt 2 after an error: x; the trainer says: the loss is no number at step 3',
    });
    expect(after(nothing, { worker: rule(2) }, reported).message).toMatch(
      /at index 2; the trainer says: the loss is no number at step 3$/,
    );
  });
});

describe('a cause is tolerated as often as its limit says', () => {
  const used = (cause: string, count: number): RecordedTraining => ({
    ...nothing,
    restarts: { ...nothing.restarts, [cause]: count },
  });
  test.each([
    { cause: 'error', before: 2, ends: false },
    { cause: 'error', before: 3, ends: true, says: 'failurePolicy.maxRestarts is used up (3)' },
    { cause: 'outOfMemory', before: 0, ends: false },
    { cause: 'outOfMemory', before: 1, ends: true, says: 'failurePolicy.maxOutOfMemory is used up (1)' },
    { cause: 'preemption', before: 5000, ends: false },
  ])('$cause after $before: ends $ends', ({ cause, before, ends, says = 'attempt' }) => {
    const status = { error: failed(0, 10, 'BackoffLimitExceeded'), outOfMemory: rule(3), preemption: rule(0) }[cause]!;
    const next = after(used(cause, before), { worker: status });
    expect(next.outcome).toBe(ends ? 'Failed' : undefined);
    expect(next.message).toContain(says);
  });

  test('preemptions too, where a limit is set', () => {
    const limited = { failurePolicy: { ...failurePolicy, maxPreemptions: 0 } };
    expect(after(nothing, { worker: rule(0) }, limited)).toMatchObject({
      outcome: 'Failed',
      message: expect.stringContaining('failurePolicy.maxPreemptions is used up (0)'),
    });
  });

  test('and each cause has its own count', () => {
    expect(after(used('error', 3), { worker: rule(0) }).outcome).toBeUndefined();
  });
});

describe('a trainer that asks to go on', () => {
  /** Exit 42 again and again, each time at the step that is reported then; `undefined` reports nothing. */
  const resumes = (...steps: readonly (number | undefined)[]) =>
    steps.reduce<RecordedTraining>(
      (state, step) =>
        state.outcome ? state : after(state, { worker: rule(1) }, step === undefined ? {} : progress(step)),
      nothing,
    );
  test.each([
    { because: 'it goes forward', steps: [10, 20, 30, 40, 50, 60], outcome: undefined },
    { because: 'it stood still three times', steps: [10, 10, 10, 10], outcome: undefined },
    { because: 'it stands still a fourth time', steps: [10, 10, 10, 10, 10], outcome: 'Failed' },
    { because: 'going back is standing still', steps: [10, 9, 8, 7, 6], outcome: 'Failed' },
    { because: 'a step forward forgives what was', steps: [10, 10, 10, 10, 11, 11, 11], outcome: undefined },
    {
      because: 'an image that reports nothing cannot be said to stand still',
      steps: Array.from({ length: 20 }, () => undefined),
      outcome: undefined,
    },
  ])('$outcome: $because', ({ steps, outcome }) => {
    expect(resumes(...steps).outcome).toBe(outcome);
  });

  test('is told why it ended', () => {
    expect(resumes(1, 1, 1, 1, 1).message).toContain('the number of resumes without a step in between is used up (3)');
  });
});

describe('a deadline', () => {
  const budget = { deadline: { seconds: 3600, limitedBy: 'Budget' } } as const;
  const spec = { deadline: { seconds: 3600, limitedBy: 'Spec' } } as const;
  const passed = failed(0, 60, 'DeadlineExceeded', 'Job was active longer than specified deadline');
  test.each([
    {
      because: 'it was asked for',
      limit: spec,
      failureReason: 'DeadlineExceeded',
      message: 'stopped: the deadline has passed',
    },
    { because: 'the budget was', limit: budget, failureReason: 'BudgetSpent', message: 'stopped: the budget is spent' },
  ])('that has passed ends the run: $because', ({ because: _because, limit, ...end }) => {
    expect(after(nothing, { worker: passed }, limit)).toMatchObject({ outcome: 'Failed', completedAt: at(60), ...end });
  });

  test('holds for Jobs that restart their own pods too', () => {
    expect(after(nothing, { worker: passed }, { ...budget, gang: false })).toMatchObject({
      failureReason: 'BudgetSpent',
    });
  });

  test('leaves nothing for another attempt once all attempts together have used it', () => {
    const tired = { ...nothing, activeSecondsBefore: 3000 };
    expect(after(tired, { worker: rule(0, 0, 9) }, budget)).toMatchObject({ attempt: 1, activeSecondsBefore: 3540 });
    expect(after(tired, { worker: rule(0, 0, 10) }, budget)).toMatchObject({
      outcome: 'Failed',
      failureReason: 'BudgetSpent',
    });
  });
});

describe('a suspension', () => {
  test('adds up the time until then, once', () => {
    const before = after(nothing, { worker: running(0) });
    const still = after(before, { worker: suspended(0, 10) });
    expect(still).toEqual({ ...nothing, activeSecondsBefore: 600 });
    expect(after(still, { worker: suspended(0, 10) })).toEqual(still);
    expect(after(after(still, { worker: suspended(0, 10) }), { worker: suspended(0, 10) })).toEqual(still);
  });

  test('is no training: the time goes on with the resumed Job', () => {
    const still = after(after(nothing, { worker: running(0) }), { worker: suspended(0, 10) });
    const resumed = after(still, { worker: running(100) });
    expect(resumed).toEqual({ ...nothing, activeSecondsBefore: 600, startedAt: at(100) });
    expect(after(resumed, { worker: rule(0, 100, 105) }).activeSecondsBefore).toBe(900);
  });

  test('from the first moment costs nothing', () => {
    const created = { conditions: [condition('Suspended', 0, 'JobSuspended')] };
    expect(after(nothing, { worker: created })).toEqual(nothing);
  });
});

describe('time that nobody saw end', () => {
  test('counts up to the start of the Job that stands instead: rather too much than more than the budget', () => {
    const before = after(nothing, { worker: running(0) });
    expect(after(before, { worker: running(20) })).toEqual({
      ...nothing,
      activeSecondsBefore: 1200,
      startedAt: at(20),
    });
  });

  test('is never less than nothing', () => {
    const before = after(nothing, { worker: running(20) });
    expect(after(before, { worker: running(0) })).toMatchObject({ activeSecondsBefore: 0, startedAt: at(0) });
  });
});
