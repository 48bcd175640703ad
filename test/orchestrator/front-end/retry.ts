import { milliseconds } from './protocol.ts';
import type { Message } from './protocol.ts';
import type { ActivityTask } from './execution.ts';

/** The name of an activity's alarms; they go with its execution. */
export function alarmOf({ execution, scheduled }: ActivityTask): string {
  return `${execution.runId}/activity-${scheduled}/`;
}

/** Milliseconds until an activity's next attempt, or why there is none. */
export function retryDelay(task: ActivityTask, failure: Message): number | string {
  const info = failure?.applicationFailureInfo ?? {};
  const policy = task.attributes.retryPolicy ?? {};
  if (task.cancelRequested) return 'RETRY_STATE_CANCEL_REQUESTED';
  if (info.nonRetryable || (policy.nonRetryableErrorTypes ?? []).includes(info.type))
    return 'RETRY_STATE_NON_RETRYABLE_FAILURE';
  if (policy.maximumAttempts && task.attempt >= policy.maximumAttempts) return 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED';
  if (info.nextRetryDelay) return milliseconds(info.nextRetryDelay);
  const first = milliseconds(policy.initialInterval) || 1000;
  const longest = milliseconds(policy.maximumInterval) || 100 * first;
  return Math.min(first * (policy.backoffCoefficient || 2) ** (task.attempt - 1), longest);
}
