import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { failureTypes } from '../contract/failures.ts';
import type { FailureType } from '../contract/failures.ts';

/** A failure that ends the workflow. */
export function ends(type: FailureType, message: string, details: readonly unknown[] = []): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [...details] });
}

/** Any error as one of the closed list of types, with the words and details of what caused it. */
export function typed(error: unknown): ApplicationFailure {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof ApplicationFailure && isFailureType(cause.type)) {
    return cause === error ? cause : ends(cause.type, cause.message, cause.details ?? []);
  }
  // Time ran out before an attempt said anything: the worker died, or nobody answered.
  if (cause instanceof TimeoutFailure) {
    const last = cause.cause instanceof ApplicationFailure ? cause.cause : undefined;
    return ends('Unavailable', last?.message ?? `no answer in time: ${cause.message}`);
  }
  return ends('Unavailable', cause instanceof Error ? cause.message : String(cause));
}

function isFailureType(type: string | null | undefined): type is FailureType {
  return type !== null && type !== undefined && type in failureTypes;
}
