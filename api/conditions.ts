/** Condition types of a TrainingRun and a TrainingCluster. `Ready` and `Synced` are Crossplane's own. */
export const conditionTypes = ['Accepted', 'Provisioned', 'Running', 'Complete', 'Failed', 'BudgetExceeded'] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** Why a condition has its status. Reasons are API: dashboards and scripts match on them. */
export const reasons = {
  /** The spec was understood and policy allows it. */
  Accepted: 'Accepted',
  /** A field is wrong; the message names it, with the fix. */
  InvalidSpec: 'InvalidSpec',
  /** The spec is right, but the platform's policy does not allow it. */
  OutsidePolicy: 'OutsidePolicy',
  /** The policy object itself cannot be read. */
  InvalidPolicy: 'InvalidPolicy',
  /** What is asked would cost more than the budget or the policy's cap. */
  OverBudget: 'OverBudget',
  /** No offer, price or accelerator fits. */
  NoOffer: 'NoOffer',
  /** A cluster that is named does not exist, is not shared with this namespace, or is not ready. */
  ClusterNotUsable: 'ClusterNotUsable',
  /** A required resource was not delivered yet. */
  WaitingForFacts: 'WaitingForFacts',
  /** Some composed objects are not created or not ready yet. */
  Creating: 'Creating',
  /** Every wanted object is there and ready. */
  Available: 'Available',
  /** Pods have not started to train yet. */
  Starting: 'Starting',
  /** Training. */
  Training: 'Training',
  /** Between two attempts. */
  Restarting: 'Restarting',
  /** `spec.suspend` is set. */
  Suspended: 'Suspended',
  /** The run has ended. */
  Ended: 'Ended',
  /** The run has not ended. */
  NotEnded: 'NotEnded',
  /** Trained to the end. */
  Succeeded: 'Succeeded',
  /** A failure that starting again cannot cure, or a cause's limit was used up. */
  TrainingFailed: 'TrainingFailed',
  /** `spec.activeDeadlineSeconds` passed. */
  DeadlineExceeded: 'DeadlineExceeded',
  /** `spec.budget.totalUSD` was spent. */
  BudgetSpent: 'BudgetSpent',
  /** Spending is within the budget, or there is none. */
  WithinBudget: 'WithinBudget',
  /** The composite resource cannot be read at all. */
  UnreadableResource: 'UnreadableResource',
  /** The function itself failed; its log has the reason. */
  FunctionFailed: 'FunctionFailed',
} as const;
export type Reason = (typeof reasons)[keyof typeof reasons];

/** A run's phase: one word, derived from conditions, for people and printer columns. */
export const phases = [
  'Refused',
  'Provisioning',
  'Starting',
  'Running',
  'Restarting',
  'Suspended',
  'Succeeded',
  'Failed',
] as const;
export type Phase = (typeof phases)[number];

/** A condition as a function returns it; times are Crossplane's to add. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: Reason;
  readonly message: string;
}
