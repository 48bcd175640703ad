import type { Phase } from '../../api/conditions.ts';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';

/** What a phase is derived from. */
export interface PhaseFacts {
  readonly training: RecordedTraining;
  readonly suspend: boolean;
  /** The leading role's Job of the present attempt; absent while it is not observed. */
  readonly leading?: ObservedJob;
  readonly progress?: Progress;
}

/** A run's phase; the first line that holds. */
export function phase({ training, suspend, leading, progress }: PhaseFacts): Phase {
  if (training.outcome) return training.outcome;
  if (suspend) return 'Suspended';
  // A pod that has done its work is not ready any more, and its Job not yet complete.
  if (leading && (leading.ready + leading.succeeded > 0 || progress?.phase === 'Succeeded')) return 'Running';
  if (training.attempt > 0) return 'Restarting';
  if (leading) return 'Starting';
  return 'Provisioning';
}
