import type { Reason } from '../../api/conditions.ts';
import type { FieldError } from '../../api/field-error.ts';

/** Why a run is not made: a reason from the closed list, and each field that must change. */
export interface Refusal {
  readonly reason: Extract<
    Reason,
    'InvalidSpec' | 'OutsidePolicy' | 'InvalidPolicy' | 'OverBudget' | 'NoOffer' | 'ClusterNotUsable'
  >;
  readonly errors: readonly FieldError[];
}
