import { listAt, numberAt, stringAt } from '../api/json.ts';
import type { Fields } from './object.ts';

/** A status condition as it stands in an object. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
}

/** Conditions that only core may set; a function's are dropped without a word. */
const systemTypes: readonly string[] = ['Ready', 'Synced', 'Healthy', 'UpToDate', 'Responsive'];

/** Whether a condition type is core's own. */
export function isSystemType(type: string): boolean {
  return systemTypes.includes(type);
}

/** The conditions in a status. */
export function conditionsIn(status: unknown): readonly Condition[] {
  return listAt(status, 'conditions').map((condition) => {
    const message = stringAt(condition, 'message') ?? '';
    const observedGeneration = numberAt(condition, 'observedGeneration') ?? 0;
    return {
      type: stringAt(condition, 'type') ?? '',
      status: conditionStatus(stringAt(condition, 'status')),
      reason: stringAt(condition, 'reason') ?? '',
      ...(message !== '' && { message }),
      ...(observedGeneration !== 0 && { observedGeneration }),
      lastTransitionTime: stringAt(condition, 'lastTransitionTime') ?? '',
    };
  });
}

/** The condition of a type in a status, if it is there. */
export function conditionIn(status: unknown, type: string): Condition | undefined {
  return conditionsIn(status).find((condition) => condition.type === type);
}

/** The conditions with some set: an unchanged one keeps its time, a changed one its place, a new one comes last. */
export function withConditions(
  conditions: readonly Condition[],
  ...changes: readonly Condition[]
): readonly Condition[] {
  const result = [...conditions];
  for (const change of changes) {
    const index = result.findIndex((condition) => condition.type === change.type);
    const current = result[index];
    if (current === undefined) result.push(change);
    else if (!isSame(current, change)) result[index] = change;
  }
  return result;
}

/** A status with its conditions replaced. */
export function statusWith(status: Fields, conditions: readonly Condition[]): Fields {
  return { ...status, conditions };
}

function isSame(a: Condition, b: Condition): boolean {
  const isSameGeneration =
    a.observedGeneration === undefined ||
    b.observedGeneration === undefined ||
    a.observedGeneration === b.observedGeneration;
  return a.status === b.status && a.reason === b.reason && a.message === b.message && isSameGeneration;
}

function conditionStatus(status: string | undefined): Condition['status'] {
  return status === 'True' || status === 'False' ? status : 'Unknown';
}
