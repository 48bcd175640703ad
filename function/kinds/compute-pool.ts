import { at, numberAt } from '../../api/json.ts';
import { apiVersion } from '../../api/names.ts';
import { poolKeys } from '../../api/resource-keys.ts';
import { composePool } from '../compose/aws/pool.ts';
import { awsClusterFacts } from '../observe/aws-cluster.ts';
import { poolFacts, recordedMachine, type PoolFacts } from '../observe/compute-pool.ts';
import { clusterFacts } from '../observe/training-cluster.ts';
import { poolPlan, poolSelector, type PoolPlan } from '../plan/aws/pool.ts';
import { allowedAWS, awsSettings } from '../plan/aws/settings.ts';
import type { Refusal } from '../plan/refusal.ts';
import { runningCostStatus } from '../plan/running-cost.ts';
import type { Policy } from '../policy/policy.ts';
import type { Request } from '../request.ts';
import type { Answer, Requirement } from '../response.ts';
import { readiness } from '../settle/readiness.ts';
import { settle } from '../settle/settle.ts';
import { parseComputePool, type ComputePoolSpec } from '../spec/compute-pool.ts';
import { deliveredPolicy, policyRequirements } from './platform-policy.ts';
import { provisioningAnswer } from './provisioning.ts';
import { refusal } from './refusal.ts';
import { waitingForFacts } from './waiting.ts';

type Answered = Answer | { readonly fatal: string };

/** A ComputePool: equal machines that runs train on. */
export function computePool(request: Request): Answered {
  const { composite } = request;
  const parsed = parseComputePool(composite.spec, composite.namespace);
  if (!parsed.ok)
    return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, policyRequirements(composite));
  const spec = parsed.value;
  const requirements = {
    ...policyRequirements(composite),
    cluster: { apiVersion, kind: 'TrainingCluster', ...spec.cluster },
  };
  const delivered = deliveredPolicy(request);
  const clusters = request.required('cluster');
  if (delivered.type === 'NotDelivered' || !clusters) return waitingForFacts(request, requirements);
  if (delivered.type === 'Refused') return refusal(request, delivered.refusal, requirements);
  const unusable = clusterRefusal(clusters[0], spec, composite.namespace);
  if (unusable) return refusal(request, unusable, requirements);
  return answer(request, spec, delivered.policy, clusters[0], requirements);
}

function answer(
  request: Request,
  spec: ComputePoolSpec,
  policy: Policy,
  clusterObject: unknown,
  requirements: Readonly<Record<string, Requirement>>,
): Answered {
  const { composite, observed } = request;
  const cluster = awsClusterFacts(clusterObject);
  if (!cluster) return waitingForFacts(request, requirements);
  const allowed = allowedAWS(cluster.region, policy);
  if (allowed.type === 'Refused') return refusal(request, allowed.refusal, requirements);

  const owner = { name: composite.name, namespace: composite.namespace };
  const recorded = observed.size > 0 ? recordedMachine(composite.status) : undefined;
  const planned = poolPlan({ owner, spec, policy, cluster, ...(recorded && { recorded }) });
  if (planned.type === 'Refused') return refusal(request, planned.refusal, requirements);
  const facts = poolFacts(composite.status, observed);
  const settings = awsSettings(
    {
      kind: 'ComputePool',
      owner,
      region: cluster.region,
      tags: spec.tags,
      ...(facts.providerConfigRef && { madeWith: facts.providerConfigRef }),
    },
    allowed.aws,
    policy,
  );
  const { plan } = planned;
  const clusterName = `${spec.cluster.namespace}/${spec.cluster.name}`;
  const settled = settle(composePool({ plan, settings, cluster, clusterName, facts }), observed);
  const nodesReady = readyNodes(plan, observed);
  return provisioningAnswer(request, settled, {
    summary: `${machines(plan)} on TrainingCluster ${clusterName}`,
    available: 'all machines have joined the cluster',
    status: {
      machines: machines(plan),
      where: clusterName,
      nodesReady,
      plan: planStatus(plan, spec, composite.status),
      cost: runningCostStatus(plan.cost),
      facts: {
        cluster: spec.cluster,
        namespaces: [composite.namespace, ...spec.allowedNamespaces.filter((name) => name !== composite.namespace)],
        providerConfigRef: settings.providerConfigRef,
        capacityType: spec.capacity.type,
        nodes: plan.nodes,
        nodesReady,
        nodeSelector: poolSelector(owner),
        taints: plan.taints,
        ...ownFacts(facts),
      },
    },
    unknownFacts: [],
    requirements,
  });
}

function clusterRefusal(object: unknown, { cluster }: ComputePoolSpec, namespace: string): Refusal | undefined {
  const named = `TrainingCluster ${cluster.namespace}/${cluster.name}`;
  const facts = clusterFacts(object);
  const refused = (message: string): Refusal => ({
    reason: 'ClusterNotUsable',
    errors: [{ path: 'spec.clusterRef', message }],
  });
  if (!facts) return refused(`${named} does not exist`);
  if (facts.type !== 'Created') return refused(`${named} was not made by crosstrain; its nodes are somebody else's`);
  if (facts.namespace !== namespace && !facts.allowedNamespaces.includes(namespace))
    return refused(`${named} is not shared with namespace ${namespace}; add it to its spec.allowedNamespaces`);
  return undefined;
}

/** A node group is active once all of its machines have joined; while their number changes, the earlier ones count. */
function readyNodes({ nodes }: PoolPlan, observed: Request['observed']): number {
  const group = observed.get(poolKeys.nodeGroup);
  if (group === undefined || !readiness(group).ready) return 0;
  return Math.min(nodes, numberAt(group, 'status', 'atProvider', 'scalingConfig', 'desiredSize') ?? nodes);
}

function machines({ nodes, machine, capacity }: PoolPlan): string {
  return `${nodes}×${machine.instanceType} ${capacity.type}`;
}

function planStatus({ machine, rejected, zone }: PlanOf, { accelerator }: ComputePoolSpec, before: unknown) {
  const others = rejected.length > 0 ? rejected : at(before, 'plan', 'rejected');
  return {
    offer: {
      instanceType: machine.instanceType,
      ...(accelerator && { accelerator: accelerator.type, count: accelerator.count }),
      ...(machine.usdPerHour !== undefined && { usdPerHour: machine.usdPerHour.toFixed(4) }),
      efaInterfaces: machine.efaInterfaces,
      ...(zone !== undefined && { zone }),
    },
    ...(others !== undefined && { rejected: others }),
  };
}

type PlanOf = Pick<PoolPlan, 'machine' | 'rejected' | 'zone'>;

function ownFacts({ launchTemplate, efaSecurityGroupId }: PoolFacts) {
  return {
    ...(launchTemplate && { launchTemplate }),
    ...(efaSecurityGroupId !== undefined && { securityGroups: [{ purpose: 'EFA', id: efaSecurityGroupId }] }),
  };
}
