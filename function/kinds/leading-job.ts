import { jobRole } from '../../api/resource-keys.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { Plan } from '../plan/plan.ts';
import type { RoleName } from '../plan/role.ts';

/** The Job that decides how the run ends: the wanted one, or after the end the one that is kept. */
export function leadingJob(decided: Plan, observed: ReadonlyMap<string, ObservedJob>): ObservedJob | undefined {
  return jobOf(decided.leadingRole, decided, observed);
}

/** How many pods of a role are ready. */
export function readyPods(role: RoleName, decided: Plan, observed: ReadonlyMap<string, ObservedJob>): number {
  return jobOf(role, decided, observed)?.ready ?? 0;
}

function jobOf(
  role: RoleName,
  { jobs, keptJobs }: Plan,
  observed: ReadonlyMap<string, ObservedJob>,
): ObservedJob | undefined {
  const key = [...jobs.map((job) => job.key), ...keptJobs].find(
    (candidate) => jobRole(candidate) === role && observed.has(candidate),
  );
  return key === undefined ? undefined : observed.get(key);
}
