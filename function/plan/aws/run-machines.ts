import { efaInterfaces, generalMachines } from '../../catalog/aws-machines.ts';
import { awsServicePrices, awsServicePricesDate } from '../../catalog/aws-services.ts';
import { offers, type Offer } from '../../catalog/offers.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Accelerator, OwnPool, ResourceAmounts } from '../../spec/training-run.ts';
import { acceleratorObjection, type RejectedAccelerator } from '../accelerator.ts';
import { usd } from '../money.ts';
import { amount, gibibytes } from '../quantity.ts';
import type { Machine } from './machine.ts';

/** Machines that take a number of equal tasks. */
export interface TaskMachines {
  readonly machine: Machine;
  /** Of each task; absent: none. */
  readonly accelerator?: Accelerator;
  /** Of each machine. */
  readonly accelerators: number;
  /** How many tasks each machine takes. */
  readonly tasksEach: number;
}

/** What machines are chosen by. */
export interface MachinesWish {
  readonly region: string;
  /** In order of preference; empty: none are needed. */
  readonly accelerators: readonly Accelerator[];
  readonly tasks: number;
  /** Of each task. */
  readonly resources: ResourceAmounts;
  readonly pool: OwnPool;
  /** What they may cost by the hour; absent: no limit. */
  readonly limitUSD?: number;
}

export interface MachinesChoice {
  /** Absent: none fits. */
  readonly chosen?: TaskMachines;
  readonly rejected: readonly RejectedAccelerator[];
}

/** The cheapest machines for the first wish that can be granted, and why all others lost. */
export function chooseMachines(wish: MachinesWish, policy: Policy): MachinesChoice {
  if (wish.accelerators.length === 0) return generalMachine(wish);
  const rejected: RejectedAccelerator[] = [];
  for (const accelerator of wish.accelerators) {
    const objection = acceleratorObjection(accelerator, policy, undefined);
    if (objection !== undefined) {
      rejected.push({ ...accelerator, reason: objection });
      continue;
    }
    const { chosen, lost } = cheapest(wish, accelerator, policy);
    rejected.push(...lost);
    if (chosen) return { chosen, rejected };
  }
  return { rejected };
}

interface Candidate extends TaskMachines {
  readonly offer: Offer;
  /** Of all machines together; absent where nothing prices them. */
  readonly totalUSD?: number;
  readonly objection?: string;
}

function cheapest(
  wish: MachinesWish,
  accelerator: Accelerator,
  policy: Policy,
): { readonly chosen?: TaskMachines; readonly lost: readonly RejectedAccelerator[] } {
  const here = offers.filter(
    (offer) => offer.cloud === 'AWS' && offer.region === wish.region && offer.accelerator === accelerator.type,
  );
  const candidates = here
    .filter(({ acceleratorCount }) => acceleratorCount >= accelerator.count)
    .map((offer) => candidate(offer, accelerator, wish, policy))
    .toSorted(byCost);
  if (candidates.length === 0)
    return { lost: [{ ...accelerator, reason: nothingSold(wish.region, accelerator, here) }] };
  const chosen = candidates.find(({ objection }) => objection === undefined);
  const lost = candidates
    .filter((one) => one !== chosen)
    .map((one) => ({
      ...accelerator,
      instanceType: one.offer.instanceType,
      reason: one.objection ?? dearer(one.totalUSD, chosen?.totalUSD),
    }));
  if (!chosen) return { lost };
  const { machine, accelerators, tasksEach } = chosen;
  return { chosen: { machine, accelerator, accelerators, tasksEach }, lost };
}

function candidate(offer: Offer, accelerator: Accelerator, wish: MachinesWish, policy: Policy): Candidate {
  const { instanceType, acceleratorCount } = offer;
  const tasksEach = Math.floor(acceleratorCount / accelerator.count);
  const own = policy.prices.overrides[offer.accelerator];
  const isSpot = wish.pool.capacity.type === 'Spot';
  const listed = isSpot ? offer.spotUSDPerHour : offer.usdPerHour;
  const usdPerHour = own === undefined ? listed : own * acceleratorCount;
  const nodes = Math.ceil(wish.tasks / tasksEach);
  const totalUSD = usdPerHour === undefined ? undefined : usdPerHour * nodes;
  const objection = objectionTo(offer, { nodes, tasksEach, ...(totalUSD !== undefined && { totalUSD }) }, wish);
  return {
    offer,
    machine: {
      instanceType,
      ...(usdPerHour !== undefined && { usdPerHour, ...(own === undefined && { pricesDate: offer.date }) }),
      efaInterfaces: efaInterfaces(instanceType),
    },
    accelerators: acceleratorCount,
    tasksEach,
    ...(totalUSD !== undefined && { totalUSD }),
    ...(objection !== undefined && { objection }),
  };
}

interface Sizing {
  readonly nodes: number;
  readonly tasksEach: number;
  readonly totalUSD?: number;
}

function objectionTo(offer: Offer, sizing: Sizing, { pool, resources, limitUSD }: MachinesWish): string | undefined {
  const { nodes, tasksEach, totalUSD } = sizing;
  if (pool.instanceType !== undefined && pool.instanceType !== offer.instanceType)
    return `is not ${pool.instanceType}, which spec.pool.instanceType names`;
  if (pool.excluded.includes(offer.instanceType)) return 'is in spec.pool.excludedOffers';
  const tooSmall = lacking(offer, tasksEach, resources);
  if (tooSmall !== undefined) return tooSmall;
  if (totalUSD === undefined) {
    // A reservation is paid for already, whatever lists say.
    if (pool.instanceType !== undefined) return undefined;
    return `has no ${pool.capacity.type === 'Spot' ? 'spot' : 'list'} price; name it as pool.instanceType to take it`;
  }
  if (limitUSD === undefined || totalUSD <= limitUSD) return undefined;
  const all = nodes === 1 ? '' : ` for ${nodes}`;
  return `costs $${usd(totalUSD)} per hour${all}, and maxHourlyUSD leaves $${usd(limitUSD)} for machines`;
}

/** What Kubernetes and its agents leave of a machine at least. */
const leftForPods = 0.9;

function lacking(
  { vcpus, memoryGiB }: { readonly vcpus: number; readonly memoryGiB: number },
  tasksEach: number,
  { cpu, memory }: ResourceAmounts,
): string | undefined {
  const cpus = (vcpus / tasksEach) * leftForPods;
  if (cpu !== undefined && amount(cpu) > cpus) return `leaves ${cpus.toFixed(1)} CPUs for each task, not ${cpu}`;
  const gib = (memoryGiB / tasksEach) * leftForPods;
  if (memory !== undefined && gibibytes(memory) > gib)
    return `leaves ${gib.toFixed(1)}Gi of memory for each task, not ${memory}`;
  return undefined;
}

/** Cheapest first, then the fewest machines that are the same price, then by name, so that nothing changes by itself. */
function byCost(a: Candidate, b: Candidate): number {
  const cost = ({ totalUSD }: Candidate) => totalUSD ?? Number.MAX_VALUE;
  return cost(a) - cost(b) || b.tasksEach - a.tasksEach || (a.offer.instanceType < b.offer.instanceType ? -1 : 1);
}

function dearer(totalUSD: number | undefined, least: number | undefined): string {
  if (totalUSD === undefined || least === undefined) return 'is not taken';
  return totalUSD === least ? 'costs as much' : `costs $${usd(totalUSD - least)} per hour more`;
}

function nothingSold(region: string, { type, count }: Accelerator, here: readonly Offer[]): string {
  if (here.length === 0) return `no machine in AWS ${region} has ${type}`;
  const most = Math.max(...here.map(({ acceleratorCount }) => acceleratorCount));
  return `no machine in AWS ${region} has ${count}×${type}; at most there are ${most}`;
}

/** The smallest machine that takes one task, or the one that is named. */
function generalMachine({ region, resources, pool }: MachinesWish): MachinesChoice {
  const wanted = { cpu: resources.cpu ?? '2', memory: resources.memory ?? '4Gi' };
  const instanceType =
    pool.instanceType ?? generalMachines.find((machine) => lacking(machine, 1, wanted) === undefined)?.instanceType;
  if (instanceType === undefined) {
    const reason = `no machine of the catalog leaves ${wanted.cpu} CPUs and ${wanted.memory}; name one as pool.instanceType`;
    return { rejected: [{ type: 'CPU', count: 1, reason }] };
  }
  const usdPerHour = awsServicePrices(region)?.machines[instanceType];
  return {
    chosen: {
      machine: {
        instanceType,
        ...(usdPerHour !== undefined && { usdPerHour, pricesDate: awsServicePricesDate }),
        efaInterfaces: efaInterfaces(instanceType),
      },
      accelerators: 0,
      tasksEach: 1,
    },
    rejected: [],
  };
}
