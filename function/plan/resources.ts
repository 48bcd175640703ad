import type { Offer } from '../catalog/offers.ts';
import type { ResourceAmounts, TrainingRunSpec } from '../spec/training-run.ts';
import type { RunMachines } from './machines.ts';
import type { Role } from './role.ts';

/** What a pod of a role asks for; requests equal limits, so a pod is never evicted for what it was promised. */
export interface PodResources extends Required<ResourceAmounts> {
  /** Extended resource and amount; absent for pods without accelerators. */
  readonly accelerator?: { readonly resourceName: string; readonly count: number };
  /** Elastic Fabric Adapters; absent where there are none, or nobody to speak to. */
  readonly efaInterfaces?: number;
}

/** What the kubelet, the mesh and node agents need of a machine: a fifth, on the small machines that matter. */
const leftForPods = 0.8;

const withoutAccelerator = { cpu: '2', memory: '4Gi' } as const;
const defaultSharedMemory = '1Gi';
const defaultEphemeralStorage = '10Gi';

/** A role's resources: as asked, else what a machine of the priced shape leaves for each worker. */
export function podResources(
  spec: TrainingRunSpec,
  role: Role,
  { accelerator, price, efa }: RunMachines,
): PodResources {
  const asked = role.accelerated ? spec.resources : {};
  const share = role.accelerated && accelerator ? offerShare(accelerator.count, price?.offer) : withoutAccelerator;
  const efaInterfaces = role.accelerated && spec.workers > 1 ? Math.floor(efa.interfaces / efa.tasksEach) : 0;
  return {
    cpu: asked.cpu ?? share.cpu,
    memory: asked.memory ?? share.memory,
    sharedMemory: asked.sharedMemory ?? defaultSharedMemory,
    ephemeralStorage: asked.ephemeralStorage ?? defaultEphemeralStorage,
    ...(role.accelerated &&
      accelerator && { accelerator: { resourceName: accelerator.resourceName, count: accelerator.count } }),
    ...(efaInterfaces > 0 && { efaInterfaces }),
  };
}

/** The part of a machine that belongs to `count` of its accelerators. */
function offerShare(count: number, offer: Offer | undefined): { readonly cpu: string; readonly memory: string } {
  const vcpus = offer ? offer.vcpus / offer.acceleratorCount : 4;
  const memoryGiB = offer ? offer.memoryGiB / offer.acceleratorCount : 16;
  return {
    cpu: String(Math.max(1, Math.floor(vcpus * count * leftForPods))),
    memory: `${Math.max(1, Math.floor(memoryGiB * count * leftForPods))}Gi`,
  };
}
