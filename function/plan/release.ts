import { resourceKeys } from '../../api/resource-keys.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import type { OwnPoolPlan } from './own-pool.ts';
import type { PlanInput } from './plan.ts';

/** What is still wanted of all that a run makes: everything until it has ended, then less and less. */
export interface Wanted {
  /** Jobs that have ended, for their pods' logs. */
  readonly endedJobs: boolean;
  /** What stands on the cluster beside the Jobs. */
  readonly objects: boolean;
  /** The run's own machines. */
  readonly machines: boolean;
  /** The run's own cluster. */
  readonly cluster: boolean;
}

const everything: Wanted = { endedJobs: true, objects: true, machines: true, cluster: true };

/**
 * What is wanted now. A run that has ended gives back in stages, each once nothing of the one before is left: Jobs, then
 * machines, then its own cluster with all that stands on it. The end must stand in the status first: were what shows it
 * gone before, the run would begin anew.
 */
export function wanted(
  { spec, recorded, jobs, existing }: PlanInput,
  { hasCluster }: { readonly hasCluster: boolean },
): Wanted {
  if (!isReleased(spec, recorded.outcome)) return everything;
  const holdsMachines = [...jobs.values()].some((job) => job.end === undefined);
  if (!hasCluster) return { ...everything, machines: holdsMachines };
  if (jobs.size > 0) return { ...everything, endedJobs: false };
  const isAlone = [...existing].every((key) => key === resourceKeys.cluster);
  return { endedJobs: false, objects: false, machines: false, cluster: !isAlone };
}

/** Whether a run that ended like this gives back what it holds. */
export function isReleased({ releasePolicy }: TrainingRunSpec, outcome: 'Succeeded' | 'Failed' | undefined): boolean {
  if (outcome === undefined) return false;
  return releasePolicy === 'OnCompletion' || (releasePolicy === 'OnSuccess' && outcome === 'Succeeded');
}

/** How many machines a pool is to have now: none while the run is suspended and nothing trains. */
export function wantedNodes({ spec, jobs }: PlanInput, { nodes }: OwnPoolPlan): number {
  const trains = [...jobs.values()].some((job) => job.end === undefined && (!job.suspended || job.active > 0));
  return spec.suspend && !trains ? 0 : nodes;
}
