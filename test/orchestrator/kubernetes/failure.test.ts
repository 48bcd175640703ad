import { expect, test } from '@jest/globals';
import type { ApplicationFailure } from '@temporalio/common';
import { KubernetesError } from '../../../orchestrator/kubernetes/cluster.ts';
import type { ErrorCause } from '../../../orchestrator/kubernetes/cluster.ts';
import { toFailure } from '../../../orchestrator/kubernetes/failure.ts';
import { status } from './memory.ts';

interface Case {
  readonly because: string;
  readonly why: ErrorCause;
  readonly becomes: { readonly type: string; readonly final: boolean; readonly after?: string };
}

const cases: readonly Case[] = [
  {
    because: 'a schema is not met by trying again',
    why: status(400),
    becomes: { type: 'InvalidSpec', final: true },
  },
  {
    because: 'a rule between fields is not met by trying again',
    why: status(422),
    becomes: { type: 'InvalidSpec', final: true },
  },
  {
    because: 'a rotated token is read again within a minute',
    why: status(401),
    becomes: { type: 'Unauthorized', final: false },
  },
  { because: 'a right must be granted by a person', why: status(403), becomes: { type: 'Forbidden', final: true } },
  {
    because: 'a definition may not be established yet',
    why: status(404),
    becomes: { type: 'NotInstalled', final: false },
  },
  {
    because: 'a kind that discovery does not list may come',
    why: { type: 'NotServed', message: 'Unrecognized API version and kind' },
    becomes: { type: 'NotInstalled', final: false },
  },
  { because: 'what is owned by others is theirs', why: status(409), becomes: { type: 'Conflict', final: true } },
  {
    because: 'the API server says when to come again',
    why: status(429, '', 'too many requests', 7),
    becomes: { type: 'Throttled', final: false, after: '7s' },
  },
  { because: 'an overloaded server recovers', why: status(503), becomes: { type: 'Throttled', final: false } },
  { because: 'a server that fails may recover', why: status(500), becomes: { type: 'Unavailable', final: false } },
  {
    because: 'a network comes back',
    why: { type: 'Unreachable', message: 'connect ECONNREFUSED' },
    becomes: { type: 'Unavailable', final: false },
  },
];

test.each(cases)('$becomes.type: $because', ({ why, becomes }) => {
  const failure = toFailure(new KubernetesError('get TrainingRun team-vision/digits', why)) as ApplicationFailure;
  expect({
    type: failure.type,
    final: failure.nonRetryable,
    ...(failure.nextRetryDelay && { after: failure.nextRetryDelay }),
  }).toEqual(becomes);
  expect(failure.message).toContain(`cannot get TrainingRun team-vision/digits: ${why.message}`);
});

test('a conflict names the field managers that own what was to be changed', () => {
  const why = { ...status(409), managers: ['kubectl-edit'] };
  const failure = toFailure(new KubernetesError('apply TrainingRun team-vision/digits', why)) as ApplicationFailure;
  expect(failure.details).toEqual([{ managers: ['kubectl-edit'] }]);
});

test('what is no answer of a cluster stays what it is', () => {
  const error = new TypeError('a defect');
  expect(toFailure(error)).toBe(error);
});
