import type { RecordedDecision } from '../observe/sticky.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import { digest } from '../plan/names.ts';
import type { Sticky } from '../plan/plan.ts';
import { wayTo } from '../plan/target.ts';
import type { PolicyData } from '../policy/parse.ts';
import type { Composite } from '../request.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';

/**
 * The policy under which what exists was made: another one is for new runs. A run that is to train something else than
 * then asks anew, so today's policy holds: `undefined`.
 */
export function heldPolicy(
  decision: RecordedDecision | undefined,
  { trainingFields }: TrainingRunSpec,
): { readonly data: PolicyData } | undefined {
  return decision?.trainingDigest === digest(trainingFields) ? { data: decision.policy } : undefined;
}

/** What was decided when the run began, with what is known of its cluster today. */
export function sticky(decision: RecordedDecision, cluster: ClusterFacts | undefined, composite: Composite): Sticky {
  const { image, accelerator, capacityType, price, ownArtifactsURI, machines, clusterParts } = decision;
  return {
    target: keptTarget(decision, cluster, composite),
    image,
    ...(accelerator && { accelerator }),
    ...(capacityType !== undefined && { capacityType }),
    ...(price && { price }),
    machines,
    ...(clusterParts && { clusterParts }),
    ...(ownArtifactsURI !== undefined && { ownArtifactsURI }),
  };
}

function keptTarget(
  decision: RecordedDecision,
  delivered: ClusterFacts | undefined,
  { name, namespace }: Composite,
): Sticky['target'] {
  const { clusterType: type, price } = decision;
  const { cloud, region } = price ?? {};
  const recorded: ClusterFacts | undefined = decision.cluster && {
    ...decision.cluster,
    type,
    allowedNamespaces: [namespace],
    accelerators: [],
    ...(cloud !== undefined && region !== undefined && { location: { cloud, region } }),
    namespacesReady: [],
    isReady: false,
  };
  const known = delivered ?? recorded;
  if (type === 'InCluster') return { type: 'InCluster', ...(known && { cluster: known }) };
  const cluster = known ?? {
    name,
    namespace,
    type,
    allowedNamespaces: [],
    accelerators: [],
    namespacesReady: [],
    isReady: false,
  };
  // It may have been decided before it was known how to get there.
  const providerConfigRef = decision.providerConfigRef ?? wayTo(cluster, namespace);
  return { type: 'Remote', cluster, ...(providerConfigRef && { providerConfigRef }) };
}
