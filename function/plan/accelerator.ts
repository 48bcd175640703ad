import { accelerators as catalogued } from '../catalog/offers.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import type { Policy } from '../policy/policy.ts';
import type { Accelerator } from '../spec/training-run.ts';

/** The accelerator that a run gets, and how its pods ask for it. */
export interface ChosenAccelerator extends Accelerator {
  /** Extended resource, such as `nvidia.com/gpu`. */
  readonly resourceName: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Readonly<Record<string, unknown>>[];
}

/** A wish that was not granted, and why. */
export interface RejectedAccelerator extends Accelerator {
  /** The machine; absent where none was looked at. */
  readonly instanceType?: string;
  readonly reason: string;
}

export interface AcceleratorChoice {
  /** Absent: none fits, or the run trains on CPU. */
  readonly chosen?: ChosenAccelerator;
  readonly rejected: readonly RejectedAccelerator[];
}

/** The first wish to which neither catalog nor policy nor cluster objects, and what they said of the ones before. */
export function chooseAccelerator(
  wishes: readonly Accelerator[],
  policy: Policy,
  cluster: ClusterFacts | undefined,
): AcceleratorChoice {
  const rejected: RejectedAccelerator[] = [];
  for (const wish of wishes) {
    const reason = acceleratorObjection(wish, policy, cluster);
    if (reason === undefined) return { chosen: request(wish, cluster), rejected };
    rejected.push({ ...wish, reason });
  }
  return { rejected };
}

/** The accelerator that the run already has, whatever policy and catalog say today. */
export function keptAccelerator(
  { accelerator }: { readonly accelerator?: Accelerator },
  cluster: ClusterFacts | undefined,
): AcceleratorChoice {
  return { ...(accelerator && { chosen: request(accelerator, cluster) }), rejected: [] };
}

/** What catalog, policy or cluster have against a kind of accelerators; nothing where they are allowed. */
export function acceleratorObjection(
  { type }: Accelerator,
  policy: Policy,
  cluster: ClusterFacts | undefined,
): string | undefined {
  const priced = Object.keys(policy.prices.overrides);
  if (!catalogued.includes(type) && !priced.includes(type)) {
    return `is not in the catalog (${catalogued.join(', ')}) and has no price in the policy's prices.overrides`;
  }
  if (!policy.allow.accelerators.includes(type)) {
    const allowed = policy.allow.accelerators;
    return allowed.length === 0 ? 'policy allows no accelerators' : `policy allows only ${allowed.join(', ')}`;
  }
  const present = cluster?.accelerators ?? [];
  if (cluster && present.length > 0 && !present.some((accelerator) => accelerator.type === type)) {
    return `TrainingCluster ${cluster.namespace}/${cluster.name} has only ${present.map((accelerator) => accelerator.type).join(', ')}`;
  }
  return undefined;
}

function request(wish: Accelerator, cluster: ClusterFacts | undefined): ChosenAccelerator {
  const declared = cluster?.accelerators.find(({ type }) => type === wish.type);
  const resourceName = declared?.resourceName ?? 'nvidia.com/gpu';
  return {
    ...wish,
    resourceName,
    nodeSelector: declared?.nodeSelector ?? {},
    // By custom on all clouds, nodes with an extended resource carry a taint of its name.
    tolerations:
      declared && declared.tolerations.length > 0
        ? declared.tolerations
        : [{ key: resourceName, operator: 'Exists', effect: 'NoSchedule' }],
  };
}
