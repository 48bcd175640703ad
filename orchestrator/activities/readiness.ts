import { listAt, numberAt, stringAt } from '../../api/json.ts';
import type { FailureType } from '../contract/failures.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/** What of a TrainingRun is waited for. */
export interface Wanted {
  readonly uid: string;
  readonly generation: number;
}

/** Whether a TrainingRun is ready to be followed; if not, why, and whether waiting helps. */
export type Readiness =
  | { readonly ready: true }
  | {
      readonly ready: false;
      readonly type: Extract<FailureType, 'NotReady' | 'Refused' | 'Vanished'>;
      readonly reason: string;
      readonly message: string;
      /** Whether core itself asks for fewer looks. */
      readonly slow?: true;
    };

/** The first line that holds decides. */
export function readiness(object: LiveObject, { uid, generation }: Wanted): Readiness {
  const gone = vanished(object, uid);
  if (gone !== undefined) return gone;
  const accepted = condition(object, 'Accepted');
  if (accepted?.status === 'False' && stringAt(object, 'status', 'phase') === 'Refused') {
    if (speaksOf(object, generation)) return { ready: false, type: 'Refused', ...words(accepted) };
  }
  // Core's circuit breaker is open: each look adds to what opened it.
  const responsive = condition(object, 'Responsive');
  if (responsive?.status === 'False') return { ready: false, type: 'NotReady', slow: true, ...words(responsive) };
  const synced = condition(object, 'Synced');
  if (synced?.status !== 'True') return notReady(synced, 'Synced');
  if (hasEnded(object)) return { ready: true };
  const ready = condition(object, 'Ready');
  if (ready?.status !== 'True') return notReady(condition(object, 'Provisioned') ?? ready, 'Ready');
  if ([synced, ready].some(({ observed }) => observed !== undefined && observed < generation)) {
    return { ready: false, type: 'NotReady', reason: 'Stale', message: 'the conditions speak of an older spec' };
  }
  return { ready: true };
}

/** Says that the object is no longer the one that was applied. An object that is being deleted may still say that it is ready. */
export function vanished(object: LiveObject, uid: string): Extract<Readiness, { ready: false }> | undefined {
  const type = 'Vanished';
  if (stringAt(object, 'metadata', 'uid') !== uid) {
    return { ready: false, type, reason: 'Replaced', message: 'another object of that name took its place' };
  }
  if (stringAt(object, 'metadata', 'deletionTimestamp') !== undefined) {
    return { ready: false, type, reason: 'Deleted', message: 'somebody is deleting it' };
  }
  return undefined;
}

/** Reason and message of what a TrainingRun waits for, in the words of its conditions. */
export function waitingWords(object: LiveObject): { readonly reason: string; readonly message: string } {
  for (const type of ['Accepted', 'Responsive', 'Synced', 'Provisioned', 'Ready']) {
    const found = condition(object, type);
    if (found?.status === 'False') return words(found);
  }
  return { reason: '', message: '' };
}

interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observed: number | undefined;
}

function condition(object: LiveObject, type: string): Condition | undefined {
  const found = listAt(object, 'status', 'conditions').find((entry) => stringAt(entry, 'type') === type);
  if (found === undefined) return undefined;
  return {
    status: stringAt(found, 'status') ?? 'Unknown',
    reason: stringAt(found, 'reason') ?? '',
    message: stringAt(found, 'message') ?? '',
    observed: numberAt(found, 'observedGeneration'),
  };
}

function words({ reason, message }: Condition) {
  return { reason, message };
}

function notReady(found: Condition | undefined, type: string): Readiness {
  if (found === undefined || found.status === 'True') {
    return { ready: false, type: 'NotReady', reason: 'Unknown', message: `it does not say whether it is ${type} yet` };
  }
  return { ready: false, type: 'NotReady', ...words(found) };
}

/** Whether the status speaks of that spec: a refusal of the spec before it is no news. */
function speaksOf(object: LiveObject, generation: number): boolean {
  return (numberAt(object, 'status', 'observedGeneration') ?? generation) >= generation;
}

function hasEnded(object: LiveObject): boolean {
  return ['Succeeded', 'Failed'].includes(stringAt(object, 'status', 'phase') ?? '');
}
