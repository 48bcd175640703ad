import { exitCodes, finalExitCodes } from '../../api/trainer-contract/exit-codes.ts';
import type { RestartCause } from '../observe/previous-status.ts';

/** What a Job does when a pod fails for a cause. */
export interface FailureRule {
  readonly cause: RestartCause | 'final';
  readonly action: 'Ignore' | 'Count' | 'FailJob';
  /** Exit codes of the trainer container, or the pod condition of a disruption. */
  readonly on: { readonly exitCodes: readonly number[] } | { readonly podCondition: 'DisruptionTarget' };
}

const finalCodes = Array.from(
  { length: finalExitCodes.to - finalExitCodes.from + 1 },
  (_, offset) => finalExitCodes.from + offset,
);
/** Killed by SIGKILL: without a disruption, that is the kernel taking memory back. */
const outOfMemoryCodes = [137];

/**
 * The rules in the order in which a Job tries them; the first that matches acts.
 *
 * A gang's Job ends with the first failure of any pod, whatever it was, and the rule that matched tells the cause: the
 * function then starts a new attempt. Other Jobs restart single pods themselves.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export function failureRules(gang: boolean): readonly FailureRule[] {
  return [
    { cause: 'preemption', action: gang ? 'FailJob' : 'Ignore', on: { podCondition: 'DisruptionTarget' } },
    { cause: 'resume', action: gang ? 'FailJob' : 'Ignore', on: { exitCodes: [exitCodes.resume] } },
    { cause: 'final', action: 'FailJob', on: { exitCodes: finalCodes } },
    { cause: 'outOfMemory', action: gang ? 'FailJob' : 'Count', on: { exitCodes: outOfMemoryCodes } },
  ];
}

/** The cause of a failed Job, from the rule that Kubernetes says has matched: `… matching FailJob rule at index 1`. */
export function causeOfFailure(reason: string, message: string): RestartCause | 'final' | 'deadline' {
  if (reason === 'DeadlineExceeded') return 'deadline';
  const index = /matching FailJob rule at index (\d+)/.exec(message)?.[1];
  if (reason !== 'PodFailurePolicy' || index === undefined) return 'error';
  return failureRules(true)[Number(index)]?.cause ?? 'error';
}
