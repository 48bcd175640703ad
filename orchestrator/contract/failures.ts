/**
 * Every type of failure that a workflow or an activity ends with, and what it means. Types are API: alerts and the
 * runbook match on them. What is not in here never ends a run.
 */
export const failureTypes = {
  /** The API server refuses the object: schema or rules between fields. */
  InvalidSpec: 'InvalidSpec',
  /** 401: the token expired or is being rotated; tried again. */
  Unauthorized: 'Unauthorized',
  /** 403: a right is missing; the message names verb and resource. */
  Forbidden: 'Forbidden',
  /** The kind is not there, or not yet; tried again. */
  NotInstalled: 'NotInstalled',
  /** Somebody else owns the object or one of the fields; never overwritten. */
  Conflict: 'Conflict',
  /** 429 or 503: tried again when the API server says. */
  Throttled: 'Throttled',
  /** The API server cannot be reached or fails; tried again. */
  Unavailable: 'Unavailable',
  /** The object is not what is being waited for yet; looked at again. */
  NotReady: 'NotReady',
  /** crosstrain refused the run: policy, budget or spec. */
  Refused: 'Refused',
  /** The object was deleted or replaced by somebody else while the workflow owned it. */
  Vanished: 'Vanished',
  /** Not everything was ready in time. */
  ProvisioningTimedOut: 'ProvisioningTimedOut',
  /** Every offer that may be tried lacks capacity. */
  NoCapacity: 'NoCapacity',
  /** Training ended in failure. */
  TrainingFailed: 'TrainingFailed',
  /** Training did not end in the time that the workflow waits for it. */
  TrainingTimedOut: 'TrainingTimedOut',
  /** The budget is spent: training was stopped after a checkpoint. */
  BudgetSpent: 'BudgetSpent',
  /** Nobody approved in time. */
  ApprovalTimeout: 'ApprovalTimeout',
  /** What was made could not be removed, or its removal not be proven; the leftovers are in the details. */
  CompensationIncomplete: 'CompensationIncomplete',
  /** A message to a workflow that it cannot act on now: wrong phase, empty name, given twice. */
  Refusal: 'Refusal',
} as const;
export type FailureType = (typeof failureTypes)[keyof typeof failureTypes];
