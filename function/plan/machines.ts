import type { FieldError } from '../../api/field-error.ts';
import { offers } from '../catalog/offers.ts';
import { capacityType, type SharedPool } from '../observe/shared-pool.ts';
import type { RecordedMachines } from '../observe/sticky.ts';
import type { CapacityType } from '../spec/compute-pool.ts';
import type { Accelerator } from '../spec/training-run.ts';
import { chooseAccelerator, keptAccelerator, type ChosenAccelerator, type RejectedAccelerator } from './accelerator.ts';
import { ownPools, type OwnPoolPlan } from './own-pool.ts';
import { rounded } from './money.ts';
import type { PlanInput } from './plan.ts';
import { keptPrice, workerPrice, type Price } from './price.ts';
import type { Refusal } from './refusal.ts';
import type { Target } from './target.ts';

/** The machines that a run trains on, and what they cost. */
export interface RunMachines {
  /** Absent: CPUs. */
  readonly accelerator?: ChosenAccelerator;
  readonly rejected: readonly RejectedAccelerator[];
  /** Of one worker; absent: nothing prices it. */
  readonly price?: Price;
  /** How they are bought; absent: nobody says. */
  readonly capacityType?: CapacityType;
  /** Made for the run alone; empty: it uses what is there. */
  readonly pools: readonly OwnPoolPlan[];
  /** A ComputePool that is there. */
  readonly sharedPool?: SharedPool;
  /** EFA interfaces of each worker's machine, and how many workers share them. */
  readonly efa: { readonly interfaces: number; readonly tasksEach: number };
}

export type MachinesResult =
  | { readonly type: 'Machines'; readonly machines: RunMachines }
  | { readonly type: 'Refused'; readonly refusal: Refusal; readonly rejected: readonly RejectedAccelerator[] };

/** Decides the machines: what the cluster has, a pool that is there, or machines of the run's own. */
export function runMachines(input: PlanInput, target: Target, limitUSD: number | undefined): MachinesResult {
  const { spec } = input;
  if (target.cluster?.type === 'Created') {
    return spec.pool?.type === 'Ref' ? onSharedPool(input, target) : onOwnPools(input, target, limitUSD);
  }
  if (spec.pool && !input.sticky) {
    const message =
      'goes with clusters that crosstrain made; elsewhere the cluster has its machines: leave it out, or set cluster.create';
    return refused('InvalidSpec', [{ path: 'spec.pool', message }]);
  }
  return onTheCluster(input);
}

function onTheCluster({ spec, policy, cluster, sticky }: PlanInput): MachinesResult {
  const { chosen, rejected } = sticky
    ? keptAccelerator(sticky, cluster)
    : chooseAccelerator(spec.accelerators, policy, cluster);
  if (spec.accelerators.length > 0 && !chosen) return refused('NoOffer', accelerator(rejected), rejected);
  const price = sticky ? sticky.price && keptPrice(sticky.price) : workerPrice(chosen, policy, cluster);
  return machines({
    ...(chosen && { accelerator: chosen }),
    rejected,
    ...(price && { price }),
    pools: [],
    efa: { interfaces: 0, tasksEach: 1 },
  });
}

function onOwnPools(input: PlanInput, { cluster }: Target, limitUSD: number | undefined): MachinesResult {
  const { run, spec, policy, sticky } = input;
  const region = cluster?.location?.region ?? '';
  const recorded: readonly RecordedMachines[] = sticky?.machines ?? [];
  const found = ownPools({ run, spec, policy, region, recorded, ...(limitUSD !== undefined && { limitUSD }) });
  if (found.type === 'Refused') return found;
  const workers = found.pools.find(({ purpose }) => purpose === 'Workers');
  const price = workers && workerShare(workers.machine, workers.tasksEach, region);
  return machines({
    ...(found.accelerator && {
      accelerator: {
        ...found.accelerator,
        resourceName: 'nvidia.com/gpu',
        nodeSelector: workers?.nodeSelector ?? {},
        tolerations: [acceleratorTaint],
      },
    }),
    rejected: found.rejected,
    ...(price && { price }),
    ...(workers && { capacityType: workers.capacity.type }),
    pools: found.pools,
    efa: { interfaces: workers?.machine.efaInterfaces ?? 0, tasksEach: workers?.tasksEach ?? 1 },
  });
}

/** Every machine with accelerators has it, so that nothing else is put there. */
const acceleratorTaint = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' } as const;

function onSharedPool({ run, spec, sticky, pool }: PlanInput, { cluster }: Target): MachinesResult {
  const reference = spec.pool?.type === 'Ref' ? spec.pool : run;
  const efa = { interfaces: pool?.efaInterfaces ?? 0, tasksEach: 1 };
  if (sticky) {
    const price = sticky.price && keptPrice(sticky.price);
    const bought = pool?.capacityType ?? capacityType(sticky.capacityType);
    const shown = { ...(pool && { sharedPool: pool }), capacityType: bought, rejected: [], pools: [] };
    if (!sticky.accelerator) return machines({ ...shown, ...(price && { price }), efa });
    const tasksEach = tasksOn(pool, sticky.accelerator.count);
    const kept = onPool(sticky.accelerator, pool);
    return machines({ ...shown, ...(price && { price }), accelerator: kept, efa: { ...efa, tasksEach } });
  }
  const named = `ComputePool ${reference.namespace}/${reference.name}`;
  const unusable = (message: string) => refused('ClusterNotUsable', [{ path: 'spec.pool.ref', message }]);
  if (!pool) return unusable(`${named} does not exist`);
  if (!pool.namespaces.includes(run.namespace))
    return unusable(`${named} is not shared with namespace ${run.namespace}; add it to its spec.allowedNamespaces`);
  if (pool.cluster.name !== cluster?.name || pool.cluster.namespace !== cluster.namespace)
    return unusable(`${named} is on TrainingCluster ${pool.cluster.namespace}/${pool.cluster.name}, not on the run's`);

  const wish = spec.accelerators.find(({ type }) => type === pool.accelerator?.type);
  const rejected = spec.accelerators
    .filter((one) => one !== wish)
    .map((one) => ({ ...one, reason: `${named} has ${pool.accelerator?.type ?? 'no accelerators'}` }));
  if (spec.accelerators.length > 0 && !wish) return refused('NoOffer', accelerator(rejected), rejected);
  const tasksEach = tasksOn(pool, wish?.count ?? 1);
  if (tasksEach * pool.nodes < spec.workers) {
    const message = `is ${spec.workers}, but ${named} has room for ${tasksEach * pool.nodes}`;
    return refused('NoOffer', [{ path: 'spec.workers', message }], rejected);
  }
  if (pool.capacityType === 'Spot' && spec.artifacts.checkpoint.intervalSeconds > spotNoticeSeconds) {
    const message = `must be at most ${spotNoticeSeconds}: ${named} is Spot, whose machines are taken back at two minutes' notice, and a checkpoint must fall into it`;
    return refused('InvalidSpec', [{ path: 'spec.artifacts.checkpoint.intervalSeconds', message }]);
  }
  const price = workerShare(pool, tasksEach, cluster.location?.region ?? '');
  return machines({
    ...(wish && { accelerator: onPool(wish, pool) }),
    rejected,
    ...(price && { price }),
    capacityType: pool.capacityType,
    pools: [],
    sharedPool: pool,
    efa: { ...efa, tasksEach },
  });
}

/** Between AWS' notice and the end of a machine. */
const spotNoticeSeconds = 120;

function tasksOn(pool: SharedPool | undefined, acceleratorsEach: number): number {
  return pool?.accelerator ? Math.floor(pool.accelerator.count / acceleratorsEach) : 1;
}

function onPool(wish: Accelerator, pool: SharedPool | undefined): ChosenAccelerator {
  return {
    ...wish,
    resourceName: 'nvidia.com/gpu',
    nodeSelector: pool?.nodeSelector ?? {},
    tolerations: pool
      ? pool.taints.map(({ key, effect }) => ({ key, operator: 'Exists', effect }))
      : [acceleratorTaint],
  };
}

interface PricedMachine {
  readonly instanceType: string;
  readonly usdPerHour?: number;
}

/** What one worker's share of a machine costs. */
function workerShare(
  { instanceType, usdPerHour }: PricedMachine,
  tasksEach: number,
  region: string,
): Price | undefined {
  if (usdPerHour === undefined) return undefined;
  const offer = offers.find(
    (candidate) => candidate.cloud === 'AWS' && candidate.region === region && candidate.instanceType === instanceType,
  );
  return {
    usdPerHour: rounded(usdPerHour / tasksEach),
    source: `list price of AWS ${region}`,
    ...(offer && { offer, date: offer.date }),
  };
}

function accelerator(rejected: readonly RejectedAccelerator[]): readonly FieldError[] {
  return rejected.map(({ type, reason }) => ({ path: 'spec.accelerator', message: `${type} ${reason}` }));
}

function machines(found: RunMachines): MachinesResult {
  return { type: 'Machines', machines: found };
}

function refused(
  reason: Refusal['reason'],
  errors: readonly FieldError[],
  rejected: readonly RejectedAccelerator[] = [],
): MachinesResult {
  return { type: 'Refused', refusal: { reason, errors }, rejected };
}
