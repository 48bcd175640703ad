import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../contract/failures.ts';
import { KubernetesError } from './cluster.ts';
import type { ErrorCause } from './cluster.ts';

/** What an answer of the API server means for an activity. */
interface Meaning {
  readonly type: FailureType;
  readonly retry: boolean;
  /** Said after the API server's own words. */
  readonly advice?: string;
}

/** HTTP status → meaning, the one table of errors; what is not in it is Unavailable. */
const meanings: Readonly<Record<number, Meaning>> = {
  400: { type: 'InvalidSpec', retry: false },
  // A projected token is read again at most once a minute, and not because of a 401: trying again is the cure.
  401: { type: 'Unauthorized', retry: true },
  403: { type: 'Forbidden', retry: false, advice: 'grant it: orchestrator/deploy/rbac.yaml has all that is needed' },
  404: { type: 'NotInstalled', retry: true },
  409: { type: 'Conflict', retry: false },
  422: { type: 'InvalidSpec', retry: false },
  429: { type: 'Throttled', retry: true },
  503: { type: 'Throttled', retry: true },
};
const unavailable: Meaning = { type: 'Unavailable', retry: true };

/** The meaning of an error's cause. */
function meaningOf(why: ErrorCause): Meaning {
  switch (why.type) {
    case 'NotServed':
      return { type: 'NotInstalled', retry: true, advice: 'install crosstrain: docs/install.md' };
    case 'Unreachable':
      return unavailable;
    case 'Status':
      return meanings[why.code] ?? unavailable;
  }
}

/** The failure that an activity ends with because of an error; anything that is no KubernetesError is passed on as it is. */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof KubernetesError)) return error;
  const { type, retry, advice } = meaningOf(error.why);
  const managers = error.why.type === 'Status' ? error.why.managers : [];
  const seconds = error.why.type === 'Status' ? error.why.retryAfterSeconds : undefined;
  return ApplicationFailure.create({
    message: advice === undefined ? error.message : `${error.message}; ${advice}`,
    type,
    nonRetryable: !retry,
    ...(seconds !== undefined && retry && { nextRetryDelay: `${seconds}s` }),
    details: managers.length > 0 ? [{ managers }] : [],
  });
}

/** Whether the error says that there is no such object. */
export const isNotFound = hasCode(404);

/** Whether the error says that a right is missing. */
export const isForbidden = hasCode(403);

/** Whether the error says that a precondition or somebody's ownership stands against it. */
export const isConflict = hasCode(409);

function hasCode(code: number): (error: unknown) => boolean {
  return (error) => error instanceof KubernetesError && error.why.type === 'Status' && error.why.code === code;
}
