import { resourceKeys } from '../../api/resource-keys.ts';
import type { RecordedMachines } from '../observe/sticky.ts';
import type { Policy } from '../policy/policy.ts';
import type { Capacity } from '../spec/compute-pool.ts';
import { ownPool, type Accelerator, type OwnPool, type TrainingRunSpec } from '../spec/training-run.ts';
import type { RejectedAccelerator } from './accelerator.ts';
import { poolDiskUSDPerHour } from './aws/disk.ts';
import type { Machine } from './aws/machine.ts';
import { poolSelector } from './aws/pool.ts';
import { chooseMachines, type TaskMachines } from './aws/run-machines.ts';
import { rounded } from './money.ts';
import { runName, shortHash } from './names.ts';
import type { Refusal } from './refusal.ts';
import { roles } from './role.ts';
import type { CostPart } from './running-cost.ts';

/** Whose machines: of the workers, or of the tasks that compute no gradients. */
export type PoolPurpose = 'Workers' | 'Support';

/** A ComputePool that is made for a run alone. */
export interface OwnPoolPlan {
  readonly key: string;
  readonly name: string;
  readonly purpose: PoolPurpose;
  readonly machine: Machine;
  /** Of each machine; absent: none. */
  readonly accelerator?: Accelerator;
  readonly tasksEach: number;
  /** How many machines, while the run trains. */
  readonly nodes: number;
  readonly capacity: Capacity;
  readonly placement: 'Cluster' | 'Spread' | 'Any';
  readonly zone?: string;
  readonly diskGiB: number;
  /** Labels that only its nodes have. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** By the hour, all machines; absent where nothing prices them. */
  readonly parts?: readonly CostPart[];
  /** Of each machine's disk; absent where nothing prices it. */
  readonly diskUSDPerHour?: number;
}

/** What the run's own machines are decided by. */
export interface OwnPoolsInput {
  readonly run: { readonly name: string; readonly namespace: string };
  readonly spec: TrainingRunSpec;
  readonly policy: Policy;
  readonly region: string;
  /** What machines may cost by the hour; absent: no limit. */
  readonly limitUSD?: number;
  /** The machines that the run has already. */
  readonly recorded: readonly RecordedMachines[];
}

export type OwnPoolsResult =
  | {
      readonly type: 'Pools';
      readonly pools: readonly OwnPoolPlan[];
      /** Of each worker; absent: none. */
      readonly accelerator?: Accelerator;
      readonly rejected: readonly RejectedAccelerator[];
    }
  | { readonly type: 'Refused'; readonly refusal: Refusal; readonly rejected: readonly RejectedAccelerator[] };

/** GiB of the disks of machines without accelerators: no large image goes there. */
const supportDiskGiB = 100;

/** Decides the machines of a run, or says why there are none. */
export function ownPools(input: OwnPoolsInput): OwnPoolsResult {
  const { spec, policy, region, limitUSD, recorded } = input;
  const asked = spec.pool?.type === 'Own' ? spec.pool : ownPool;
  const bought = policy.aws?.capacityTypes ?? [];
  if (recorded.length === 0 && !bought.includes(asked.capacity.type)) {
    const message = `is ${asked.capacity.type}, but policy allows only ${bought.join(', ') || 'none'}`;
    const error = { path: 'spec.pool.capacityType', message };
    return { type: 'Refused', refusal: { reason: 'OutsidePolicy', errors: [error] }, rejected: [] };
  }
  const wish = { region, pool: asked, ...(limitUSD !== undefined && { limitUSD }) };
  const workers = decided('Workers', input, () =>
    chooseMachines(
      { ...wish, accelerators: spec.accelerators, tasks: spec.workers, resources: spec.resources },
      policy,
    ),
  );
  if (workers.type === 'None') return nothing(workers.rejected);
  const pools = [pool('Workers', workers.machines, { ...input, asked, tasks: spec.workers })];
  const support = roles(spec).reduce((sum, { accelerated, replicas }) => (accelerated ? sum : sum + replicas), 0);
  if (support > 0) {
    const pooled = { ...ownPool, diskGiB: supportDiskGiB, ...(asked.zone !== undefined && { zone: asked.zone }) };
    const found = decided('Support', input, () =>
      chooseMachines({ region, pool: pooled, accelerators: [], tasks: support, resources: {} }, policy),
    );
    if (found.type === 'None') return nothing(found.rejected);
    pools.push(pool('Support', found.machines, { ...input, asked: pooled, tasks: support }));
  }
  const { accelerator } = workers.machines;
  return { type: 'Pools', pools, ...(accelerator && { accelerator }), rejected: workers.rejected };
}

type Decided =
  | { readonly type: 'Machines'; readonly machines: TaskMachines; readonly rejected: readonly RejectedAccelerator[] }
  | { readonly type: 'None'; readonly rejected: readonly RejectedAccelerator[] };

/** What the run has already, unless it was excluded since; else the choice of today. */
function decided(
  purpose: PoolPurpose,
  { spec, recorded }: OwnPoolsInput,
  choose: () => ReturnType<typeof chooseMachines>,
): Decided {
  const excluded = spec.pool?.type === 'Own' ? spec.pool.excluded : [];
  const kept = recorded.find((one) => one.purpose === purpose && !excluded.includes(one.instanceType));
  if (kept) {
    const { instanceType, efaInterfaces, usdPerHour, accelerator, accelerators, tasksEach } = kept;
    const machine = { instanceType, efaInterfaces, ...(usdPerHour !== undefined && { usdPerHour }) };
    return {
      type: 'Machines',
      machines: { machine, accelerators, tasksEach, ...(accelerator && { accelerator }) },
      rejected: [],
    };
  }
  const { chosen, rejected } = choose();
  return chosen ? { type: 'Machines', machines: chosen, rejected } : { type: 'None', rejected };
}

interface PoolInput extends OwnPoolsInput {
  readonly asked: OwnPool;
  readonly tasks: number;
}

function pool(purpose: PoolPurpose, found: TaskMachines, input: PoolInput): OwnPoolPlan {
  const { run, asked, tasks, region, recorded } = input;
  const { machine, accelerator, accelerators, tasksEach } = found;
  const word = purpose.toLowerCase();
  // What must be replaced has another name: nothing of a pool but the number of its machines can be changed.
  const identity = shortHash([machine.instanceType]);
  const name = runName(run.name, `-${word}-${identity}`);
  const nodes = Math.ceil(tasks / tasksEach);
  const disk = poolDiskUSDPerHour(region, asked.diskGiB);
  const diskUSDPerHour =
    recorded.find((one) => one.purpose === purpose)?.diskUSDPerHour ?? (disk === undefined ? undefined : rounded(disk));
  const { usdPerHour } = machine;
  return {
    key: resourceKeys.pool(word, identity),
    name,
    purpose,
    machine,
    ...(accelerator && { accelerator: { type: accelerator.type, count: accelerators } }),
    tasksEach,
    nodes,
    capacity: asked.capacity,
    placement: asked.placement ?? (machine.efaInterfaces > 0 && asked.capacity.type !== 'Reserved' ? 'Cluster' : 'Any'),
    ...(asked.zone !== undefined && { zone: asked.zone }),
    diskGiB: asked.diskGiB,
    nodeSelector: poolSelector({ name, namespace: run.namespace }),
    ...(usdPerHour !== undefined &&
      diskUSDPerHour !== undefined && {
        parts: [
          { what: `${nodes}×${machine.instanceType}`, usdPerHour: rounded(usdPerHour * nodes) },
          { what: `disks of ${nodes}×${machine.instanceType}`, usdPerHour: rounded(diskUSDPerHour * nodes) },
        ],
        diskUSDPerHour,
      }),
  };
}

/** One error for each wish, with the machine that came nearest; the others are in the status. */
function nothing(rejected: readonly RejectedAccelerator[]): OwnPoolsResult {
  const name = ({ type, count }: Accelerator) => `${count}×${type}`;
  const errors = [...new Set(rejected.map(name))].map((wish) => {
    const [nearest, ...others] = rejected.filter((one) => name(one) === wish);
    const more = others.length === 0 ? '' : `, and ${others.length} more lose as status.plan.rejected says`;
    return {
      path: 'spec.accelerator',
      message: `${wish}: ${[nearest?.instanceType, nearest?.reason].filter((word) => word !== undefined).join(' ')}${more}`,
    };
  });
  return { type: 'Refused', refusal: { reason: 'NoOffer', errors }, rejected };
}
