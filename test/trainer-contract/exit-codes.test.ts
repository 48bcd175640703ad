import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { listAt, stringAt } from '../../api/json.ts';
import { exitCodes } from '../../api/trainer-contract/exit-codes.ts';
import { causeOfFailure } from '../../function/plan/failure-rules.ts';
import { TrainerError, type ExitReason } from '../../trainer-image/src/trainer-error.ts';
import { jobsByStory } from './stories.ts';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What Kubernetes does with a code by the Job of a story: the first rule that names it; `undefined`: it counts it. */
function rule(story: string, code: number): { readonly action: string; readonly index: number } | undefined {
  const rules = listAt(jobsByStory.get(story)?.[0], 'spec', 'podFailurePolicy', 'rules');
  const index = rules.findIndex((entry) => listAt(entry, 'onExitCodes', 'values').includes(code));
  const action = stringAt(rules[index], 'action');
  return action === undefined ? undefined : { action, index };
}

const failures = Object.entries(exitCodes).filter(([name]) => name !== 'succeeded') as [ExitReason, number][];

describe('what a trainer ends with is what the Job acts upon', () => {
  test.each(failures)('%s, alone', (name, code) => {
    // A single worker comes back by itself after a checkpoint; what cannot be cured fails the Job.
    expect(rule('cpu', code)?.action).toBe(name === 'resume' ? 'Ignore' : 'FailJob');
  });

  test.each(failures)('%s, in a gang', (name, code) => {
    const found = rule('four-workers', code);
    expect(found?.action).toBe('FailJob');
    // The words of the Job controller. The function reads the cause from the number of the rule.
    const message = `Container trainer for pod team-vision/digits-worker-0 failed with exit code ${code} matching FailJob rule at index ${found?.index}`;
    expect(causeOfFailure('PodFailurePolicy', message)).toBe(name === 'resume' ? 'resume' : 'final');
  });

  test('a crash is counted, whatever its code', () => {
    expect([1, 2, 134, 139, 255].map((code) => rule('cpu', code))).toEqual(Array(5).fill(undefined));
  });
});

test('the trainer can end with each of them, and the message is what a person reads', () => {
  for (const [reason] of failures) {
    const error = new TrainerError(reason, 'cannot go on');
    expect([exitCodes[error.reason], error.message]).toEqual([exitCodes[reason], 'cannot go on']);
  }
  expect(TrainerError.from(new Error('x')).reason).toBe('software');
});

test('the documentation has each code under its name', () => {
  const rows = [...text('docs/trainer-contract.md').matchAll(/^\| (\d+) +\| `(\w+)` /gm)].map(([, code, name]) => [
    name,
    Number(code),
  ]);
  expect(Object.fromEntries(rows)).toEqual(exitCodes);
});

test('a Job counts only the exits of the container that trains', () => {
  const named = JSON.stringify([...jobsByStory.values()]).match(/"containerName":"(\w+)"/g) ?? [];
  expect(new Set(named)).toEqual(new Set(['"containerName":"trainer"']));
});
