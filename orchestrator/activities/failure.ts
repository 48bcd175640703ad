import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../contract/failures.ts';

/** How long to wait between two looks at something that takes minutes, and when core asks for fewer looks. */
export const lookSeconds = { usual: 15, slow: 60 } as const;

/** The failure that makes the server look again later: no error, so neither counted nor logged as one. */
export function notYet(message: string, seconds: number = lookSeconds.usual): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'NotReady',
    message,
    nextRetryDelay: `${seconds}s`,
    category: 'BENIGN',
  });
}

/** A failure that trying again cannot cure. */
export function final(type: FailureType, message: string, details: readonly unknown[] = []): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [...details] });
}
