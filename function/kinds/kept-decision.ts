import { at } from '../../api/json.ts';
import { resourceKeys } from '../../api/resource-keys.ts';
import type { ObservedJob } from '../observe/job.ts';
import { isRemoteObject } from '../observe/remote-object.ts';
import type { RecordedDecision } from '../observe/sticky.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import { providerConfigReference } from '../observe/training-network.ts';
import { digest } from '../plan/names.ts';
import type { Sticky } from '../plan/plan.ts';
import { wayTo } from '../plan/target.ts';
import type { PolicyData } from '../policy/parse.ts';
import { defaultImages, type Policy } from '../policy/policy.ts';
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

/** What bears out, or contradicts, what status says was decided. */
export interface Evidence {
  readonly observed: ReadonlyMap<string, unknown>;
  readonly jobs: ReadonlyMap<string, ObservedJob>;
  /** Today's, of the policy and the release. */
  readonly images: Policy['images'];
}

/**
 * What status says was decided, as far as what exists bears it out. Others than crosstrain may be able to write a status:
 * they must choose neither images nor clusters by it.
 *
 * The image is the one that the run's Jobs have; without any, the recorded one where it is of today's repository, else
 * today's. The way to a cluster is the one that the run's Objects go; without any, the cluster says it anew.
 */
export function borneOut(
  decision: RecordedDecision | undefined,
  { observed, jobs, images }: Evidence,
): RecordedDecision | undefined {
  if (!decision) return undefined;
  const { providerConfigRef: _, ...recorded } = decision;
  const running = [...jobs.values()].find((job) => job.image !== undefined)?.image;
  const known = [images.trainer, defaultImages.trainer].some(
    (image) => repository(image) === repository(recorded.image),
  );
  const remote = [...observed.values()].filter(isRemoteObject);
  const [way] = remote.flatMap((object) => providerConfigReference(at(object, 'spec', 'providerConfigRef')) ?? []);
  const service = observed.get(resourceKeys.service);
  const isHere = service !== undefined && !isRemoteObject(service);
  const type = remote.length > 0 && recorded.clusterType === 'InCluster' ? 'Existing' : recorded.clusterType;
  return {
    ...recorded,
    clusterType: isHere ? 'InCluster' : type,
    image: running ?? (known ? recorded.image : images.trainer),
    ...(way && { providerConfigRef: way }),
  };
}

/** An image without its tag and digest. */
function repository(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/]*$/, '');
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
  // It may have been decided before it was known how to get there; nothing is there yet, so the cluster must still be shared.
  const isShared = cluster.namespace === namespace || cluster.allowedNamespaces.includes(namespace);
  const providerConfigRef = decision.providerConfigRef ?? (isShared ? wayTo(cluster, namespace) : undefined);
  return { type: 'Remote', cluster, ...(providerConfigRef && { providerConfigRef }) };
}
