import type { ClusterFacts, ProviderConfigReference } from '../observe/training-cluster.ts';
import type { ClusterReference } from '../spec/training-run.ts';
import type { Refusal } from './refusal.ts';

/** The cluster that a run's objects go to. */
export type Target =
  /** The one that Crossplane runs in: objects are composed as they are. */
  | { readonly type: 'InCluster'; readonly cluster?: ClusterFacts }
  /** Another one: provider-kubernetes applies them. `providerConfigRef` is absent while it is not known. */
  | { readonly type: 'Remote'; readonly cluster: ClusterFacts; readonly providerConfigRef?: ProviderConfigReference };

export type TargetResult =
  { readonly type: 'Target'; readonly target: Target } | { readonly type: 'Refused'; readonly refusal: Refusal };

/** Where a run in `namespace` goes; refused where the named cluster is not there or not shared with that namespace. */
export function target(
  reference: ClusterReference | undefined,
  cluster: ClusterFacts | undefined,
  namespace: string,
): TargetResult {
  if (!reference) return found({ type: 'InCluster' });
  const named = `TrainingCluster ${reference.namespace}/${reference.name}`;
  if (!cluster) return refused(`${named} does not exist`);

  const isOwn = cluster.namespace === namespace;
  if (!isOwn && !cluster.allowedNamespaces.includes(namespace)) {
    return refused(`${named} is not shared with namespace ${namespace}; add it to its spec.allowedNamespaces`);
  }
  if (cluster.type === 'InCluster') return found({ type: 'InCluster', cluster });
  const providerConfigRef = wayTo(cluster, namespace);
  // A cluster that is made has it before long.
  if (!isOwn && !providerConfigRef && cluster.type === 'Existing') {
    return refused(`${named} has no spec.clusterProviderConfigRef, without which other namespaces cannot reach it`);
  }
  return found({ type: 'Remote', cluster, ...(providerConfigRef && { providerConfigRef }) });
}

/** The provider configuration by which a namespace reaches a cluster; `undefined` while it is not known. */
export function wayTo(
  { namespace: own, providerConfigRef, clusterProviderConfigRef }: ClusterFacts,
  namespace: string,
): ProviderConfigReference | undefined {
  return own === namespace ? providerConfigRef : clusterProviderConfigRef;
}

/** A target that is settled. */
function found(result: Target): TargetResult {
  return { type: 'Target', target: result };
}

function refused(message: string): TargetResult {
  return { type: 'Refused', refusal: { reason: 'ClusterNotUsable', errors: [{ path: 'spec.cluster.ref', message }] } };
}
