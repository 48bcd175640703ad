import { at, booleanAt, isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { shortened } from '../../api/shortened.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { environment } from '../../api/trainer-contract/environment.ts';
import { remoteOrSelf } from './remote-object.ts';

/** What a Job says of itself. Times are RFC 3339 strings, as Kubernetes writes them. */
export interface ObservedJob {
  readonly name: string;
  /** The attempt that its pods are told. */
  readonly attempt: number;
  /** What its pods run. */
  readonly image?: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly suspended: boolean;
  /** Pods that run or wait to. */
  readonly active: number;
  readonly ready: number;
  /** Pods that ended well, counted by the Job already or not yet. */
  readonly succeeded: number;
  readonly failedPods: number;
  readonly startedAt?: string;
  readonly end?: JobEnd;
  /** When the Job was last suspended; absent while it is not. */
  readonly suspendedAt?: string;
}

/** How a Job ended. */
export interface JobEnd {
  readonly type: 'Complete' | 'Failed';
  /** Kubernetes' own word: `PodFailurePolicy`, `BackoffLimitExceeded`, `DeadlineExceeded`, … */
  readonly reason: string;
  readonly message: string;
  readonly at: string;
}

/** Observed Jobs of a run, of whatever attempt and on whatever cluster, by composition resource name. */
export function observedJobs(observed: ReadonlyMap<string, unknown>): ReadonlyMap<string, ObservedJob> {
  return new Map(
    [...observed].flatMap(([key, object]) => {
      if (jobRole(key) === undefined) return [];
      // An Object that was not seen on its cluster yet still stands for a Job that may run there.
      const asked = at(object, 'spec', 'forProvider', 'manifest') ?? object;
      const job = observedJob(remoteOrSelf(object)) ?? { ...notSeenYet, attempt: attempt(asked), ...image(asked) };
      return [[key, job] as const];
    }),
  );
}

/** Letters of a Job's own message that are handed on. */
const longestMessage = 1000;

const notSeenYet: Omit<ObservedJob, 'attempt'> = {
  name: '',
  labels: {},
  suspended: false,
  active: 0,
  ready: 0,
  succeeded: 0,
  failedPods: 0,
};

/** Facts of a Job as observed; `undefined` where the object is none. */
export function observedJob(object: unknown): ObservedJob | undefined {
  if (stringAt(object, 'kind') !== 'Job') return undefined;
  const conditions = listAt(object, 'status', 'conditions').filter(isRecord);
  const isTrue = (type: string) =>
    conditions.find((condition) => condition['type'] === type && condition['status'] === 'True');
  const ended = isTrue('Complete') ?? isTrue('Failed');
  const suspended = isTrue('Suspended');
  const startedAt = stringAt(object, 'status', 'startTime');
  return {
    name: stringAt(object, 'metadata', 'name') ?? '',
    attempt: attempt(object),
    ...image(object),
    labels: recordAt(object, 'metadata', 'labels'),
    suspended: booleanAt(object, 'spec', 'suspend') ?? false,
    active: numberAt(object, 'status', 'active') ?? 0,
    ready: numberAt(object, 'status', 'ready') ?? 0,
    succeeded: succeededPods(object),
    failedPods: numberAt(object, 'status', 'failed') ?? 0,
    ...(startedAt !== undefined && { startedAt }),
    ...(ended && { end: jobEnd(ended) }),
    ...(suspended && { suspendedAt: stringAt(suspended, 'lastTransitionTime') ?? '' }),
  };
}

/**
 * Pods of a Job that ended well. Kubernetes notes a pod's end first and adds it up in a later write; in between it is
 * neither ready nor counted.
 */
export function succeededPods(job: unknown): number {
  const uncounted = listAt(job, 'status', 'uncountedTerminatedPods', 'succeeded').length;
  return (numberAt(job, 'status', 'succeeded') ?? 0) + uncounted;
}

function attempt(job: unknown): number {
  const [container] = listAt(job, 'spec', 'template', 'spec', 'containers');
  const variable = listAt(container, 'env').find((entry) => stringAt(entry, 'name') === environment.attempt);
  return Number(stringAt(variable, 'value') ?? 0) || 0;
}

function image(job: unknown): Pick<ObservedJob, 'image'> {
  const [container] = listAt(job, 'spec', 'template', 'spec', 'containers');
  const found = stringAt(container, 'image');
  return found === undefined ? {} : { image: found };
}

function jobEnd(condition: Readonly<Record<string, unknown>>): JobEnd {
  return {
    type: condition['type'] === 'Complete' ? 'Complete' : 'Failed',
    reason: stringAt(condition, 'reason') ?? '',
    message: shortened(stringAt(condition, 'message') ?? '', longestMessage),
    at: stringAt(condition, 'lastTransitionTime') ?? '',
  };
}
