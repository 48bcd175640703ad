import { trainerContainer } from '../../api/names.ts';
import type { Condition, Phase } from '../../api/conditions.ts';
import { ports } from '../../api/trainer-contract/environment.ts';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { ObservedJob } from '../observe/job.ts';
import { digest } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { PolicyData } from '../policy/parse.ts';
import type { Settled } from '../settle/settle.ts';
import { version } from '../version.ts';
import { cost } from './cost.ts';
import { planSummary } from './plan-summary.ts';
import { training } from './training.ts';

/** What the status of an accepted run is made of. */
export interface StatusFacts {
  readonly plan: Plan;
  readonly phase: Phase;
  readonly conditions: readonly Condition[];
  readonly settled: Settled;
  readonly leading?: ObservedJob;
  /** Worker pods that are ready. */
  readonly workersReady: number;
  readonly progress?: Progress;
  readonly generation?: number;
  readonly specGiven: unknown;
  /** Data of the policy that holds for the run; `undefined` where there is none. */
  readonly policyData: PolicyData;
  /** What an earlier call reported of its decision, which holds; absent while nothing of the run exists. */
  readonly earlier?: { readonly plan: unknown; readonly functionVersion: string | undefined };
}

/** The whole status of a run that was accepted; never empty. */
export function trainingRunStatus(facts: StatusFacts): Readonly<Record<string, unknown>> {
  const { plan, phase, settled, leading } = facts;
  const decisive = decisiveCondition(phase, facts.conditions);
  return {
    ...(facts.generation !== undefined && { observedGeneration: facts.generation }),
    phase,
    reason: decisive.reason,
    message: decisive.message,
    workers: facts.workersReady,
    plan: planSummary(plan, facts.earlier?.plan),
    cost: cost(plan.spending, plan.training, leading, facts.progress),
    training: training(plan.training, facts.progress, plan.spec.trainingFields),
    endpoints: [
      { name: 'metrics', url: `http://${plan.names.service}.${plan.run.namespace}.svc:${ports.metrics}/metrics` },
    ],
    ...retained(plan),
    commands: commands(plan, leading),
    provenance: {
      specDigest: digest(facts.specGiven),
      image: plan.image,
      ...imageDigest(plan.image),
      functionVersion: facts.earlier?.functionVersion ?? version,
      policyDigest: digest(plan.policy),
    },
    waitingFor: settled.waitingFor,
    facts: stickyFacts(plan, facts.policyData),
  };
}

/** The condition that explains the phase. */
function decisiveCondition(phase: Phase, all: readonly Condition[]): Pick<Condition, 'reason' | 'message'> {
  const types: Readonly<Record<Phase, Condition['type']>> = {
    Refused: 'Accepted',
    Provisioning: 'Provisioned',
    Starting: 'Running',
    Running: 'Running',
    Restarting: 'Running',
    Suspended: 'Running',
    Succeeded: 'Complete',
    Failed: 'Failed',
  };
  return all.find(({ type }) => type === types[phase]) ?? { reason: 'Accepted', message: '' };
}

/** Commands to copy, for the cluster in question; logs while there is, or will be, a Job to read them of. */
function commands({ run, leadingRole, target, jobs }: Plan, leading: ObservedJob | undefined) {
  const job = leading?.name ?? jobs.find(({ role }) => role.name === leadingRole)?.name;
  const there =
    target.type === 'Remote' ? ` # on the cluster of ${target.cluster.namespace}/${target.cluster.name}` : '';
  const patch = (suspend: boolean) =>
    `kubectl -n ${run.namespace} patch trun ${run.name} --type=merge -p '{"spec":{"suspend":${suspend}}}'`;
  return {
    ...(job !== undefined &&
      job !== '' && { logs: `kubectl -n ${run.namespace} logs -f job/${job} -c ${trainerContainer}${there}` }),
    events: `kubectl -n ${run.namespace} events --for trainingrun.crosstrain.dev/${run.name}`,
    suspend: patch(true),
    resume: patch(false),
  };
}

/** What stays when the run is deleted. */
function retained({ artifacts: { uri }, cluster }: Plan) {
  const all = [
    ...(uri === undefined ? [] : [{ uri, reason: 'artifacts.retentionPolicy is Retain' }]),
    ...(cluster
      ? [{ uri: cluster.artifactsURI, reason: "the bucket of the run's own cluster, and the key of what is in it" }]
      : []),
  ];
  return all.length > 0 ? { retained: all } : {};
}

function imageDigest(image: string) {
  const found = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
  return found === undefined ? {} : { imageDigest: found };
}

/** What later calls go by, whatever becomes of policy, cluster and catalog. */
function stickyFacts({ target, run, artifacts }: Plan, policy: PolicyData) {
  return {
    clusterType: target.type === 'Remote' ? (target.cluster.type === 'Created' ? 'Created' : 'Existing') : 'InCluster',
    namespace: run.namespace,
    ...(target.cluster && { cluster: { name: target.cluster.name, namespace: target.cluster.namespace } }),
    ...(target.type === 'Remote' && target.providerConfigRef && { providerConfigRef: target.providerConfigRef }),
    ...(artifacts.uri !== undefined && { artifactsURI: artifacts.uri }),
    ...(policy && { policy }),
  };
}
