import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import type { SharedPool } from '../observe/shared-pool.ts';
import type { RecordedMachines } from '../observe/sticky.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import type { Policy } from '../policy/policy.ts';
import type { Accelerator, TrainingRunSpec } from '../spec/training-run.ts';
import type { RejectedAccelerator } from './accelerator.ts';
import { isTooLong, runAccess, type RunAccess } from './aws/run-access.ts';
import type { RunCluster } from './aws/run-cluster.ts';
import { budgetRefusal, deadline, leftForMachines, spending, type Deadline, type Spending } from './deadline.ts';
import { wantedJobs, type JobPlan } from './jobs.ts';
import { runMachines, type RunMachines } from './machines.ts';
import { runName, shortHash } from './names.ts';
import type { OwnPoolPlan } from './own-pool.ts';
import { policyRefusal } from './permission.ts';
import { place } from './place.ts';
import type { KeptPrice } from './price.ts';
import type { Refusal } from './refusal.ts';
import { wanted, wantedNodes, type Wanted } from './release.ts';
import { leadingRole, podCount, roles, type Role, type RoleName } from './role.ts';
import type { CostPart } from './running-cost.ts';
import type { Target } from './target.ts';
import { artifactsPlan, ownArtifactsURI, type ArtifactsPlan } from './volumes.ts';

/**
 * What was decided when the run began, and holds while anything of it exists: an upgrade, another price list or a changed
 * policy never moves, re-buys or retrains what runs.
 */
export interface Sticky {
  readonly target: Target;
  readonly image: string;
  /** Absent: CPU. */
  readonly accelerator?: Accelerator;
  /** How the machines were bought, where they are a pool's. */
  readonly capacityType?: string;
  readonly price?: KeptPrice;
  /** The run's own machines; empty: it uses others' or nobody's. */
  readonly machines: readonly RecordedMachines[];
  /** What the run's own cluster costs by the hour. */
  readonly clusterParts?: readonly CostPart[];
  /** The run's own part of it; absent: a claim of its own. */
  readonly ownArtifactsURI?: string;
}

/** All that a decision about a run rests on. */
export interface PlanInput {
  readonly run: { readonly name: string; readonly namespace: string };
  readonly spec: TrainingRunSpec;
  readonly policy: Policy;
  /** The TrainingCluster that is named, or the run's own. */
  readonly cluster?: ClusterFacts;
  /** The ComputePool that is named. */
  readonly pool?: SharedPool;
  readonly recorded: RecordedTraining;
  /** Absent while nothing of the run exists. */
  readonly sticky?: Sticky;
  /** Observed Jobs by composition resource name, of whatever attempt. */
  readonly jobs: ReadonlyMap<string, ObservedJob>;
  /** Machines that have joined, by key of the run's own pools. */
  readonly nodesReady: ReadonlyMap<string, number>;
  /** Keys of all that exists of the run. */
  readonly existing: ReadonlySet<string>;
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
  /** The cluster that is made for the run alone; absent: it uses one that is there. */
  readonly cluster?: RunCluster;
  readonly machines: RunMachines;
  /** The run's own machines, with as many as are wanted now. */
  readonly pools: readonly OwnPoolPlan[];
  /** What is still wanted of all that a run makes. */
  readonly wanted: Wanted;
  readonly spending: Spending;
  readonly deadline?: Deadline;
  readonly image: string;
  readonly priorityClassName?: string;
  readonly names: RunNames;
  /** What its pods may do in AWS; absent: nothing, or it is not for crosstrain to say. */
  readonly access?: RunAccess;
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

export type PlanResult =
  | { readonly type: 'Plan'; readonly plan: Plan }
  | { readonly type: 'Refused'; readonly refusal: Refusal; readonly rejected: readonly RejectedAccelerator[] };

/** Decides a run, or says why not: first where, then whether policy allows it, then with what, then for how much. */
export function plan(input: PlanInput): PlanResult {
  const { run, spec, policy, sticky } = input;
  const refused = (refusal: Refusal, rejected: readonly RejectedAccelerator[] = []): PlanResult => ({
    type: 'Refused',
    refusal,
    rejected,
  });

  const where = place(input);
  if (where.type === 'Refused') return refused(where.refusal);
  const { target, cluster } = where.place;
  const defaultArtifactsURI = target.cluster?.artifactsURI ?? policy.defaults.artifactsURI;
  const forbidden = policyRefusal(spec, policy, {
    namespace: run.namespace,
    ...(defaultArtifactsURI !== undefined && { defaultArtifactsURI }),
    hasSecretStore: target.cluster?.type === 'Created' && policy.aws !== undefined,
  });
  if (forbidden) return refused(forbidden);
  const found = runMachines(input, target, leftForMachines(spec, policy, cluster));
  if (found.type === 'Refused') return refused(found.refusal, found.rejected);
  const { machines } = found;
  const artifactsURI = sticky ? sticky.ownArtifactsURI : askedArtifactsURI(input, defaultArtifactsURI);
  if (spec.artifacts.retentionPolicy === 'Retain' && artifactsURI === undefined) return refused(nowhereToRetain);

  const spent = spending(spec, policy, { machines, ...(cluster && { cluster }) });
  const tooDear = budgetRefusal(spec, policy, spent);
  if (tooDear) return refused(tooDear, machines.rejected);

  const limit = deadline(spec, policy, spent);
  const names = runNames(run.name, spec);
  const access = runAccess({
    run,
    spec,
    policy,
    target,
    ...(artifactsURI !== undefined && { artifactsURI }),
    serviceAccounts: names.serviceAccounts,
  });
  if (access && isTooLong(access)) return refused(tooManyRights);
  const priorityClassName = spec.priorityClassName ?? policy.defaults.priorityClassName;
  const decided = {
    run,
    spec,
    policy,
    target,
    ...(cluster && { cluster }),
    machines,
    pools: machines.pools.map((pool) => ({ ...pool, nodes: wantedNodes(input, pool) })),
    wanted: wanted(input, { hasCluster: cluster !== undefined }),
    roles: roles(spec),
    leadingRole: leadingRole(spec),
    spending: spent,
    ...(limit && { deadline: limit }),
    image: spec.trainer.type === 'Image' ? spec.trainer.image : (sticky?.image ?? policy.images.trainer),
    ...(priorityClassName !== undefined && { priorityClassName }),
    names,
    ...(access && { access }),
    artifacts: artifactsPlan(artifactsURI, names.artifactsClaim, podCount(roles(spec))),
  };
  return { type: 'Plan', plan: { ...decided, ...wantedJobs(input, decided) } };
}

function askedArtifactsURI({ run, spec: { artifacts } }: PlanInput, fallback: string | undefined): string | undefined {
  if (artifacts.retentionPolicy === 'Delete') return undefined;
  const uri = artifacts.uri ?? fallback;
  return uri === undefined ? undefined : ownArtifactsURI(uri, run);
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

const tooManyRights: Refusal = {
  reason: 'InvalidSpec',
  errors: [
    {
      path: 'spec.data.inputs',
      message: 'needs more rights than AWS takes for one role (10,240 characters); name a folder above several of them',
    },
  ],
};

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
