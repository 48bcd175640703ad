import type { Phase } from '../../api/conditions.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';

/** What a phase is derived from. */
export interface PhaseFacts {
  readonly training: RecordedTraining;
  readonly suspend: boolean;
  /** The leading role's Job of the present attempt; absent while it is not observed. */
  readonly leading?: ObservedJob;
}

/** A run's phase; the first line that holds. */
export function phase({ training, suspend, leading }: PhaseFacts): Phase {
  if (training.outcome) return training.outcome;
  if (suspend) return 'Suspended';
  if (leading && leading.ready > 0) return 'Running';
  if (training.attempt > 0) return 'Restarting';
  if (leading) return 'Starting';
  return 'Provisioning';
}
