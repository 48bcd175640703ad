import type { RecordedDecision } from '../observe/sticky.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import { digest } from '../plan/names.ts';
import type { Sticky } from '../plan/plan.ts';
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
export function sticky(
  decision: RecordedDecision,
  cluster: ClusterFacts | undefined,
  { name, namespace }: Composite,
): Sticky {
  const { clusterType, image, accelerator, price, ownArtifactsURI } = decision;
  const recorded: ClusterFacts | undefined =
    cluster ??
    (decision.cluster && { ...decision.cluster, type: clusterType, allowedNamespaces: [namespace], accelerators: [] });
  return {
    target:
      clusterType === 'Existing'
        ? {
            type: 'Remote',
            cluster: recorded ?? { name, namespace, type: 'Existing', allowedNamespaces: [], accelerators: [] },
            ...(decision.providerConfigRef && { providerConfigRef: decision.providerConfigRef }),
          }
        : { type: 'InCluster', ...(recorded && { cluster: recorded }) },
    image,
    ...(accelerator && { accelerator }),
    ...(price && { price }),
    ...(ownArtifactsURI !== undefined && { ownArtifactsURI }),
  };
}
