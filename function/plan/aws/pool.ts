import { labels } from '../../../api/names.ts';
import { isArm } from '../../catalog/aws-machines.ts';
import { awsServicePricesDate } from '../../catalog/aws-services.ts';
import type { AWSClusterFacts } from '../../observe/aws-cluster.ts';
import type { RecordedMachine } from '../../observe/compute-pool.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Capacity, ComputePoolSpec } from '../../spec/compute-pool.ts';
import { usd } from '../money.ts';
import { runName } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { runningCost, type RunningCost } from '../running-cost.ts';
import { poolDiskUSDPerHour } from './disk.ts';
import { chooseMachine, type Machine, type RejectedMachine } from './machine.ts';
import { awsName, nameLimits, type Owner } from './names.ts';

/** A pool as it is composed. */
export interface PoolPlan {
  readonly machine: Machine;
  readonly rejected: readonly RejectedMachine[];
  readonly nodes: number;
  readonly capacity: Capacity;
  readonly hasAccelerators: boolean;
  readonly amiType: string;
  readonly diskGiB: number;
  /** The one zone of machines that must be together; absent: any of the cluster's. */
  readonly zone?: string;
  readonly subnetIds: readonly string[];
  readonly placementGroup?: { readonly name: string; readonly strategy: 'cluster' | 'spread' };
  readonly names: { readonly nodeGroup: string; readonly launchTemplate: string };
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly cost: RunningCost;
}

/** A taint as Kubernetes writes it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule';
}

/** What a decision about a pool rests on. */
export interface PoolInput {
  readonly owner: Owner;
  readonly spec: ComputePoolSpec;
  readonly policy: Policy;
  readonly cluster: AWSClusterFacts;
  /** The machine that the pool has already. */
  readonly recorded?: RecordedMachine;
}

export type PoolResult =
  { readonly type: 'Plan'; readonly plan: PoolPlan } | { readonly type: 'Refused'; readonly refusal: Refusal };

/** Decides a pool, or says why not. */
export function poolPlan(input: PoolInput): PoolResult {
  const { owner, spec, policy, cluster, recorded } = input;
  const chosen = recorded ? kept(recorded) : chosenMachine(input);
  if (chosen.type === 'Refused') return chosen;
  const { machine, rejected } = chosen;
  const isTogether = machine.efaInterfaces > 0 || spec.placement === 'Cluster' || spec.capacity.type === 'Reserved';
  const zone = recorded?.zone ?? spec.zone ?? (isTogether ? cluster.privateSubnets[0]?.zone : undefined);
  const subnets = cluster.privateSubnets.filter((subnet) => zone === undefined || subnet.zone === zone);
  if (cluster.privateSubnets.length > 0 && subnets.length === 0) {
    const zones = cluster.privateSubnets.map((subnet) => subnet.zone).join(', ');
    return refused('NoOffer', 'spec.zone', `the cluster has no subnet in ${zone}; it has ${zones}`);
  }
  const cost = poolCost(machine, spec, cluster.region);
  const cap = policy.caps.maxHourlyUSD;
  if (!recorded && cap !== undefined && (cost.usdPerHour ?? 0) > cap) {
    return refused(
      'OverBudget',
      'spec.nodes',
      `the pool costs $${usd(cost.usdPerHour ?? 0)} per hour, but the policy's caps.maxHourlyUSD is $${usd(cap)}`,
    );
  }
  const placement = placementGroup(owner, spec);
  return {
    type: 'Plan',
    plan: {
      machine,
      rejected,
      nodes: spec.nodes,
      capacity: spec.capacity,
      hasAccelerators: spec.accelerator !== undefined,
      amiType: amiType(machine.instanceType, spec.accelerator !== undefined),
      diskGiB: spec.diskGiB,
      ...(zone !== undefined && { zone }),
      // Of a zone with several, one will do: machines that must be together are in one subnet.
      subnetIds: (isTogether ? subnets.slice(0, 1) : subnets).map(({ id }) => id),
      ...(placement && { placementGroup: placement }),
      names: {
        nodeGroup: awsName(owner, '', nameLimits.nodeGroup),
        launchTemplate: awsName(owner, '', nameLimits.launchTemplate),
      },
      nodeLabels: nodeLabels(owner, spec, machine),
      taints: spec.accelerator ? [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }] : [],
      cost,
    },
  };
}

/** The label that only this pool's nodes have. */
export function poolSelector({ namespace, name }: Owner): Readonly<Record<string, string>> {
  return { [labels.pool]: runName(`${namespace}.${name}`) };
}

type Chosen =
  | { readonly type: 'Chosen'; readonly machine: Machine; readonly rejected: readonly RejectedMachine[] }
  | { readonly type: 'Refused'; readonly refusal: Refusal };

function kept({ zone: _zone, ...machine }: RecordedMachine): Chosen {
  return { type: 'Chosen', machine, rejected: [] };
}

function chosenMachine({ spec, policy, cluster }: PoolInput): Chosen {
  const { accelerator, capacity, instanceType } = spec;
  const bought = policy.aws?.capacityTypes ?? [];
  if (!bought.includes(capacity.type)) {
    return refused(
      'OutsidePolicy',
      'spec.capacityType',
      `is ${capacity.type}, but policy allows only ${bought.join(', ')}`,
    );
  }
  if (accelerator && !policy.allow.accelerators.includes(accelerator.type)) {
    const allowed = policy.allow.accelerators.join(', ') || 'none';
    return refused(
      'OutsidePolicy',
      'spec.accelerator.type',
      `is ${accelerator.type}, but policy allows only ${allowed}`,
    );
  }
  const choice = chooseMachine(
    {
      region: cluster.region,
      capacityType: capacity.type,
      ...(accelerator && { accelerator }),
      ...(instanceType !== undefined && { instanceType }),
    },
    policy,
  );
  if (choice.type === 'None') return refused('NoOffer', 'spec.accelerator', choice.why);
  return choice;
}

function refused(reason: Refusal['reason'], path: string, message: string) {
  return { type: 'Refused', refusal: { reason, errors: [{ path, message }] } } as const;
}

function placementGroup(owner: Owner, { placement }: ComputePoolSpec): PoolPlan['placementGroup'] {
  if (placement === 'Any') return undefined;
  return { name: awsName(owner, '', nameLimits.group), strategy: placement === 'Cluster' ? 'cluster' : 'spread' };
}

function amiType(instanceType: string, hasAccelerators: boolean): string {
  const processor = isArm(instanceType) ? 'ARM_64' : 'x86_64';
  return `AL2023_${processor}_${hasAccelerators ? 'NVIDIA' : 'STANDARD'}`;
}

function nodeLabels(owner: Owner, { accelerator }: ComputePoolSpec, { efaInterfaces }: Machine) {
  return {
    ...poolSelector(owner),
    ...(accelerator && { 'nvidia.com/gpu.present': 'true' }),
    ...(efaInterfaces > 0 && { 'vpc.amazonaws.com/efa.present': 'true' }),
  };
}

function poolCost(
  { usdPerHour, pricesDate }: Machine,
  { nodes, diskGiB }: ComputePoolSpec,
  region: string,
): RunningCost {
  const disk = poolDiskUSDPerHour(region, diskGiB);
  return runningCost(
    disk !== undefined && usdPerHour !== undefined
      ? [
          { what: 'machines', usdPerHour: usdPerHour * nodes },
          { what: 'disks', usdPerHour: disk * nodes },
        ]
      : undefined,
    pricesDate ?? awsServicePricesDate,
  );
}
