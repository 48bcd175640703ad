import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import { reportsProgress, variables, type Variable } from './environment.ts';
import { failureRules, type FailureRule } from './failure-rules.ts';
import { jobName, shortHash } from './names.ts';
import type { Plan, PlanInput } from './plan.ts';
import { isReleased } from './release.ts';
import { podResources, type PodResources } from './resources.ts';
import { isGang, type Role } from './role.ts';
import { scheduling, type Scheduling } from './scheduling.ts';
import { tfConfig } from './tf-config.ts';
import { trainingState } from './training-state.ts';
import { mountedVolumes, type MountedVolume } from './volumes.ts';

/** One role's Job. */
export interface JobPlan {
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  readonly serviceAccount: string;
  /** Whether its pods get a token for the Kubernetes API: only the one role that reports progress. */
  readonly usesAPI: boolean;
  readonly backoffLimit: number;
  readonly failureRules: readonly FailureRule[];
  readonly activeDeadlineSeconds?: number;
  readonly suspend: boolean;
  readonly environment: readonly Variable[];
  readonly resources: PodResources;
  readonly scheduling: Scheduling;
  readonly volumes: readonly MountedVolume[];
  /** Keys of earlier Jobs that must be gone before it is created. */
  readonly after: readonly string[];
}

/** All of a plan but its Jobs, which follow from it. */
export type Decided = Omit<Plan, 'jobs' | 'keptJobs' | 'training'>;

/** The Jobs of the attempt that is wanted now, after what became of the ones that are observed. */
export function wantedJobs(input: PlanInput, decided: Decided): Pick<Plan, 'jobs' | 'keptJobs' | 'training'> {
  const { recorded, jobs: observed, spec } = input;
  const present = attemptKeys(input, decided, recorded.attempt);
  const training = trainingState({
    recorded,
    jobs: new Map(
      [...present].flatMap(([role, key]) => {
        const job = observed.get(key);
        return job ? [[role, job] as const] : [];
      }),
    ),
    leadingRole: decided.leadingRole,
    gang: isGang(spec),
    failurePolicy: spec.failurePolicy,
    ...(decided.deadline && { deadline: decided.deadline }),
    ...(input.progress && { progress: input.progress }),
  });
  if (training.outcome) return { ...endedJobs(input, decided, training, [...present.values()]), training };
  // A new attempt is recorded first and acted upon by the next call: were Crossplane to die in between, the count would be lost.
  if (training.attempt !== recorded.attempt) return { jobs: [], keptJobs: [...observed.keys()], training };
  const earlier = [...observed.keys()].filter((key) => ![...present.values()].includes(key));
  return {
    jobs: decided.roles.map((role) => jobPlan(input, decided, role, training, earlier)),
    keptJobs: [],
    training,
  };
}

/** Keys of the Jobs of one attempt by role: a changed training field or another attempt gives others. */
function attemptKeys({ spec }: PlanInput, decided: Decided, attempt: number): ReadonlyMap<string, string> {
  return new Map(decided.roles.map(({ name }) => [name, resourceKeys.job(name, identity(spec, decided, attempt))]));
}

/** What a Job is told apart by: what it trains, which attempt it is, and the machines of the run's own that it runs on. */
function identity(spec: TrainingRunSpec, { pools }: Decided, attempt: number): string {
  const machines = pools.length > 0 ? { pools: pools.map(({ key }) => key) } : {};
  return shortHash({ fields: spec.trainingFields, attempt, ...machines });
}

/**
 * After the end nothing is created any more. Jobs that have ended stay while they are there, for their pods' logs; those that
 * still hold nodes go, unless the release policy keeps them.
 */
function endedJobs(
  input: PlanInput,
  decided: Decided,
  training: RecordedTraining,
  present: readonly string[],
): Pick<Plan, 'jobs' | 'keptJobs'> {
  if (!decided.wanted.endedJobs) return { jobs: [], keptJobs: [] };
  const release = isReleased(input.spec, training.outcome);
  const stays = [...input.jobs].filter(([, job]) => !release || job.end !== undefined).map(([key]) => key);
  const jobs = decided.roles
    .map((role) => jobPlan(input, decided, role, training, []))
    .filter(({ key }) => stays.includes(key));
  return { jobs, keptJobs: stays.filter((key) => !present.includes(key)) };
}

function jobPlan(
  input: PlanInput,
  decided: Decided,
  role: Role,
  training: RecordedTraining,
  earlier: readonly string[],
): JobPlan {
  const { run, spec, policy, jobs: observed } = input;
  const id = identity(spec, decided, training.attempt);
  const key = resourceKeys.job(role.name, id);
  const jobNames = Object.fromEntries(decided.roles.map(({ name }) => [name, jobName(run.name, name, id)]));
  const resources = podResources(spec, role, decided.machines);
  const reports = reportsProgress(role.name, decided.leadingRole);
  const gang = isGang(spec);
  return {
    key,
    name: jobName(run.name, role.name, id),
    role,
    serviceAccount: decided.names.serviceAccounts.get(role.name) ?? run.name,
    usesAPI: reports,
    backoffLimit: gang ? 0 : spec.failurePolicy.maxRestarts,
    failureRules: failureRules(gang),
    ...(decided.deadline && {
      activeDeadlineSeconds: Math.max(1, decided.deadline.seconds - training.activeSecondsBefore),
    }),
    suspend: isSuspended(input, decided, key) && training.outcome === undefined,
    environment: variables(spec, policy, {
      run: run.name,
      namespace: run.namespace,
      role,
      attempt: training.attempt,
      accelerators: resources.accelerator?.count ?? 0,
      tfConfig: tfConfig(role.name, decided.roles, {
        jobNames,
        service: decided.names.service,
        namespace: run.namespace,
      }),
      service: decided.names.service,
      artifacts: decided.artifacts.location,
      reportsProgress: reports,
      progressConfigMap: decided.names.progress,
    }),
    resources,
    scheduling: scheduling(role, decided.machines),
    volumes: mountedVolumes(spec, decided.artifacts, resources.sharedMemory, {
      names: decided.names.secrets,
      areProvided: decided.access !== undefined,
    }),
    after: earlier.filter((key) => observed.has(key) && jobRole(key) !== undefined),
  };
}

/** A suspended Job whose machines were given back waits for them: without them its time would run out unused. */
function isSuspended({ spec, jobs, nodesReady }: PlanInput, { pools }: Decided, key: string): boolean {
  if (spec.suspend) return true;
  if (jobs.get(key)?.suspended !== true) return false;
  return pools.some((pool) => (nodesReady.get(pool.key) ?? 0) < pool.nodes);
}
