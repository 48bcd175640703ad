import type { Progress } from '../../api/trainer-contract/progress.ts';
import { resourceKeys, jobRole } from '../../api/resource-keys.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import type { Policy } from '../policy/policy.ts';
import type { Accelerator, TrainingRunSpec } from '../spec/training-run.ts';
import { chooseAccelerator, keptAccelerator, type ChosenAccelerator, type RejectedAccelerator } from './accelerator.ts';
import { budgetRefusal, deadline, totalUSD, type Deadline, type Spending } from './deadline.ts';
import { reportsProgress, variables, type Variable } from './environment.ts';
import { failureRules, type FailureRule } from './failure-rules.ts';
import { jobName, runName, shortHash } from './names.ts';
import { policyRefusal } from './permission.ts';
import { keptPrice, workerPrice, type KeptPrice, type Price } from './price.ts';
import type { Refusal } from './refusal.ts';
import { podResources, type PodResources } from './resources.ts';
import { isGang, leadingRole, podCount, roles, type Role, type RoleName } from './role.ts';
import { found, target, type Target } from './target.ts';
import { tfConfig } from './tf-config.ts';
import { trainingState } from './training-state.ts';
import { artifactsPlan, mountedVolumes, ownArtifactsURI, type ArtifactsPlan, type MountedVolume } from './volumes.ts';

/**
 * What was decided when the run began, and holds while anything of it exists: an upgrade, another price list or a changed
 * policy never moves, re-buys or retrains what runs.
 */
export interface Sticky {
  readonly target: Target;
  readonly image: string;
  /** Absent: CPU. */
  readonly accelerator?: Accelerator;
  readonly price?: KeptPrice;
  /** The run's own part of it; absent: a claim of its own. */
  readonly ownArtifactsURI?: string;
}

/** All that a decision about a run rests on. */
export interface PlanInput {
  readonly run: { readonly name: string; readonly namespace: string };
  readonly spec: TrainingRunSpec;
  readonly policy: Policy;
  readonly cluster?: ClusterFacts;
  readonly recorded: RecordedTraining;
  /** Absent while nothing of the run exists. */
  readonly sticky?: Sticky;
  /** Observed Jobs by composition resource name, of whatever attempt. */
  readonly jobs: ReadonlyMap<string, ObservedJob>;
  readonly progress?: Progress;
}

/** Everything that is decided about a run; what is composed and reported follows from it alone. */
export interface Plan {
  readonly run: PlanInput['run'];
  readonly spec: TrainingRunSpec;
  readonly policy: Policy;
  readonly target: Target;
  readonly roles: readonly Role[];
  readonly leadingRole: RoleName;
  readonly accelerator?: ChosenAccelerator;
  readonly rejected: readonly RejectedAccelerator[];
  readonly price?: Price;
  readonly spending: Spending;
  readonly deadline?: Deadline;
  readonly image: string;
  readonly priorityClassName?: string;
  readonly names: RunNames;
  readonly artifacts: ArtifactsPlan;
  /** Of the attempt that is wanted now; once the run has ended, only those that are still there. */
  readonly jobs: readonly JobPlan[];
  /** Observed Jobs that stay although they are not of the wanted attempt, by key: ended ones keep their logs. */
  readonly keptJobs: readonly string[];
  readonly training: RecordedTraining;
}

export interface RunNames {
  readonly service: string;
  readonly progress: string;
  readonly artifactsClaim: string;
  readonly serviceAccounts: ReadonlyMap<RoleName, string>;
  readonly secrets: ReadonlyMap<string, string>;
}

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
  readonly volumes: readonly MountedVolume[];
  /** Keys of earlier Jobs that must be gone before it is created. */
  readonly after: readonly string[];
}

export type PlanResult =
  | { readonly type: 'Plan'; readonly plan: Plan }
  | { readonly type: 'Refused'; readonly refusal: Refusal; readonly rejected: readonly RejectedAccelerator[] };

/** Decides a run, or says why not: first where, then whether policy allows it, then with what, then for how much. */
export function plan(input: PlanInput): PlanResult {
  const { run, spec, policy, cluster, sticky } = input;
  const refused = (refusal: Refusal, rejected: readonly RejectedAccelerator[] = []): PlanResult => ({
    type: 'Refused',
    refusal,
    rejected,
  });

  const where = sticky ? found(sticky.target) : target(spec.cluster ?? policy.defaults.cluster, cluster, run.namespace);
  if (where.type === 'Refused') return refused(where.refusal);
  const defaultArtifactsURI = cluster?.artifactsURI ?? policy.defaults.artifactsURI;
  const forbidden = policyRefusal(spec, policy, {
    namespace: run.namespace,
    ...(defaultArtifactsURI !== undefined && { defaultArtifactsURI }),
  });
  if (forbidden) return refused(forbidden);
  const { chosen, rejected } = sticky
    ? keptAccelerator(sticky, cluster)
    : chooseAccelerator(spec.accelerators, policy, cluster);
  if (spec.accelerators.length > 0 && !chosen) return refused(noAccelerator(rejected), rejected);
  const artifactsURI = sticky ? sticky.ownArtifactsURI : askedArtifactsURI(input);
  if (spec.artifacts.retentionPolicy === 'Retain' && artifactsURI === undefined) return refused(nowhereToRetain);

  const price = sticky ? sticky.price && keptPrice(sticky.price) : workerPrice(chosen, policy, cluster);
  const total = totalUSD(spec, policy);
  const spending: Spending = {
    ...(price && { hourlyUSD: price.usdPerHour * spec.workers }),
    ...(total !== undefined && { totalUSD: total }),
  };
  const tooDear = budgetRefusal(spec, policy, spending);
  if (tooDear) return refused(tooDear, rejected);

  const limit = deadline(spec, policy, spending);
  const names = runNames(run.name, spec);
  const priorityClassName = spec.priorityClassName ?? policy.defaults.priorityClassName;
  const decided = {
    run,
    spec,
    policy,
    target: where.target,
    roles: roles(spec),
    leadingRole: leadingRole(spec),
    ...(chosen && { accelerator: chosen }),
    rejected,
    ...(price && { price }),
    spending,
    ...(limit && { deadline: limit }),
    image: sticky?.image ?? (spec.trainer.type === 'Image' ? spec.trainer.image : policy.images.trainer),
    ...(priorityClassName !== undefined && { priorityClassName }),
    names,
    artifacts: artifactsPlan(artifactsURI, names.artifactsClaim, podCount(roles(spec))),
  };
  return { type: 'Plan', plan: { ...decided, ...wantedJobs(input, decided) } };
}

function askedArtifactsURI({ run, spec: { artifacts }, policy, cluster }: PlanInput): string | undefined {
  if (artifacts.retentionPolicy === 'Delete') return undefined;
  const uri = artifacts.uri ?? cluster?.artifactsURI ?? policy.defaults.artifactsURI;
  return uri === undefined ? undefined : ownArtifactsURI(uri, run);
}

type Decided = Omit<Plan, 'jobs' | 'keptJobs' | 'training'>;

/** The Jobs of the attempt that is wanted now, after what became of the ones that are observed. */
function wantedJobs(input: PlanInput, decided: Decided): Pick<Plan, 'jobs' | 'keptJobs' | 'training'> {
  const { recorded, jobs: observed, spec } = input;
  const present = attemptKeys(input, decided.roles, recorded.attempt);
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
function attemptKeys({ spec }: PlanInput, all: readonly Role[], attempt: number): ReadonlyMap<string, string> {
  return new Map(all.map(({ name }) => [name, resourceKeys.job(name, identity(spec, attempt))]));
}

function identity(spec: TrainingRunSpec, attempt: number): string {
  return shortHash({ fields: spec.trainingFields, attempt });
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
  const { releasePolicy } = input.spec;
  const release =
    releasePolicy === 'OnCompletion' || (releasePolicy === 'OnSuccess' && training.outcome === 'Succeeded');
  const stays = [...input.jobs].filter(([, job]) => !release || job.end !== undefined).map(([key]) => key);
  const jobs = decided.roles
    .map((role) => jobPlan(input, decided, role, training, []))
    .filter(({ key }) => stays.includes(key));
  return { jobs, keptJobs: stays.filter((key) => !present.includes(key)) };
}

function jobPlan(
  { run, spec, policy, jobs: observed }: PlanInput,
  decided: Decided,
  role: Role,
  training: RecordedTraining,
  earlier: readonly string[],
): JobPlan {
  const id = identity(spec, training.attempt);
  const jobNames = Object.fromEntries(decided.roles.map(({ name }) => [name, jobName(run.name, name, id)]));
  const resources = podResources(spec, role, decided.accelerator, decided.price?.offer);
  const reports = reportsProgress(role.name, decided.leadingRole);
  const gang = isGang(spec);
  return {
    key: resourceKeys.job(role.name, id),
    name: jobName(run.name, role.name, id),
    role,
    serviceAccount: decided.names.serviceAccounts.get(role.name) ?? run.name,
    usesAPI: reports,
    backoffLimit: gang ? 0 : spec.failurePolicy.maxRestarts,
    failureRules: failureRules(gang),
    ...(decided.deadline && {
      activeDeadlineSeconds: Math.max(1, decided.deadline.seconds - training.activeSecondsBefore),
    }),
    suspend: spec.suspend && training.outcome === undefined,
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
    volumes: mountedVolumes(spec, decided.artifacts, resources.sharedMemory, decided.names.secrets),
    after: earlier.filter((key) => observed.has(key) && jobRole(key) !== undefined),
  };
}

function runNames(run: string, spec: TrainingRunSpec): RunNames {
  return {
    service: runName(run),
    progress: runName(run, '-progress'),
    artifactsClaim: runName(run, '-artifacts'),
    serviceAccounts: new Map(roles(spec).map(({ name }) => [name, runName(run, `-${name}`)])),
    // A hash, since run `a-b` with secret `c` and run `a` with secret `b-c` would else share one.
    secrets: new Map(spec.secrets.map(({ name }) => [name, runName(`${run}-${name}`, `-${shortHash([run, name])}`)])),
  };
}

function noAccelerator(rejected: readonly RejectedAccelerator[]): Refusal {
  return {
    reason: 'NoOffer',
    errors: rejected.map(({ type, reason }) => ({ path: 'spec.accelerator', message: `${type} ${reason}` })),
  };
}

const nowhereToRetain: Refusal = {
  reason: 'InvalidSpec',
  errors: [
    {
      path: 'spec.artifacts.uri',
      message:
        "is set neither here nor by cluster or policy, so nothing could be retained; set it, or retentionPolicy: Delete for a claim of the run's own",
    },
  ],
};
