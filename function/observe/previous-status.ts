import { at, isRecord, numberAt, recordAt, stringAt } from '../../api/json.ts';

/** Causes for which a run starts again, each with its own limit. */
export const restartCauses = ['error', 'preemption', 'outOfMemory', 'resume'] as const;
export type RestartCause = (typeof restartCauses)[number];

/** What the function itself recorded in `status.training` when it was last called: the only memory that it has. */
export interface RecordedTraining {
  /** How often the run was started as a whole, from 0. */
  readonly attempt: number;
  readonly restarts: Readonly<Record<RestartCause, number>>;
  /** Seconds that Jobs were active before the present start. */
  readonly activeSecondsBefore: number;
  /** When the present attempt's Job started, RFC 3339. */
  readonly startedAt?: string;
  readonly outcome?: 'Succeeded' | 'Failed';
  readonly completedAt?: string;
  /** Why the run ended or last started again. */
  readonly message?: string;
  /** Reason of the `Failed` condition. */
  readonly failureReason?: string;
  /** Step at which exit 42 was last seen: a run that does not advance between two is ended. */
  readonly resumedAtStep?: number;
  /** Exits with 42 since the last that had advanced; absent before the first. */
  readonly stalledResumes?: number;
}

const none: RecordedTraining = {
  attempt: 0,
  restarts: { error: 0, preemption: 0, outOfMemory: 0, resume: 0 },
  activeSecondsBefore: 0,
};

/**
 * What an earlier call recorded; the start values where nothing was. A Job of a later attempt shows that the record is
 * older than what runs, as after a backup was restored: an attempt that was begun is never given up for an earlier one.
 */
export function recordedTraining(
  status: unknown,
  jobs: ReadonlyMap<string, { readonly attempt: number }> = new Map(),
): RecordedTraining {
  const training = at(status, 'training');
  const begun = Math.max(0, ...[...jobs.values()].map(({ attempt }) => attempt));
  if (!isRecord(training)) return { ...none, attempt: begun };
  const outcome = stringAt(training, 'outcome');
  const strings = (['startedAt', 'completedAt', 'message', 'failureReason'] as const).flatMap((field) => {
    const value = stringAt(training, field);
    return value === undefined ? [] : [[field, value] as const];
  });
  const resumedAtStep = numberAt(training, 'resumedAtStep');
  const stalledResumes = numberAt(training, 'stalledResumes');
  return {
    attempt: Math.max(numberAt(training, 'attempt') ?? 0, begun),
    restarts: counts(recordAt(training, 'restarts')),
    activeSecondsBefore: numberAt(training, 'activeSecondsBefore') ?? 0,
    ...Object.fromEntries(strings),
    ...((outcome === 'Succeeded' || outcome === 'Failed') && { outcome }),
    ...(resumedAtStep !== undefined && { resumedAtStep }),
    ...(stalledResumes !== undefined && { stalledResumes }),
  };
}

function counts(restarts: Readonly<Record<string, unknown>>): Readonly<Record<RestartCause, number>> {
  const count = (cause: RestartCause) => numberAt(restarts, cause) ?? 0;
  return {
    error: count('error'),
    preemption: count('preemption'),
    outOfMemory: count('outOfMemory'),
    resume: count('resume'),
  };
}
