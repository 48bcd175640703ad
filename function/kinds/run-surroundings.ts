import { apiVersion } from '../../api/names.ts';
import { resourceKeys } from '../../api/resource-keys.ts';
import { sharedPool, type SharedPool } from '../observe/shared-pool.ts';
import type { RecordedDecision } from '../observe/sticky.ts';
import { clusterFacts, type ClusterFacts } from '../observe/training-cluster.ts';
import type { Policy } from '../policy/policy.ts';
import type { Request } from '../request.ts';
import type { Requirement } from '../response.ts';
import type { ClusterReference, TrainingRunSpec } from '../spec/training-run.ts';

/** What a run stands on that is there already, and how it is asked for. */
export interface Surroundings {
  readonly cluster?: ClusterFacts;
  readonly pool?: SharedPool;
  readonly requirements: Readonly<Record<string, Requirement>>;
  /** Whether something that was asked for is still to come. */
  readonly isIncomplete: boolean;
}

/** The cluster and the pool that a run names, or the cluster of its own as it stands. */
export function surroundings(
  request: Request,
  spec: TrainingRunSpec,
  policy: Policy,
  decision: RecordedDecision | undefined,
): Surroundings {
  const named = spec.pool?.type === 'Ref' ? spec.pool : undefined;
  const askedPool = named ? { pool: requirement('ComputePool', named) } : {};
  const pools = request.required('pool');
  const delivered = pools && sharedPool(pools[0]);
  const pool = typeof delivered === 'object' ? delivered : undefined;
  if (named && (!pools || (delivered === 'NotPlanned' && !decision)))
    return { requirements: askedPool, isIncomplete: true };

  const found = { ...(pool && { pool }), requirements: askedPool, isIncomplete: false };
  if (spec.cluster?.type === 'Create') {
    const cluster = clusterFacts(request.observed.get(resourceKeys.cluster));
    return { ...found, ...(cluster && { cluster }) };
  }
  const reference = decision ? decision.cluster : (spec.cluster ?? pool?.cluster ?? policy.defaults.cluster);
  if (!reference) return found;
  const requirements = { ...askedPool, cluster: requirement('TrainingCluster', reference) };
  const clusters = request.required('cluster');
  const cluster = clusterFacts(clusters?.[0]);
  // One that is made says where artifacts go with its first status.
  const isSilent = !decision && cluster?.type === 'Created' && cluster.artifactsURI === undefined;
  return { ...found, ...(cluster && { cluster }), requirements, isIncomplete: !clusters || isSilent };
}

function requirement(kind: string, { name, namespace }: ClusterReference): Requirement {
  return { apiVersion, kind, name, namespace };
}
