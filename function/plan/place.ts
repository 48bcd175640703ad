import type { ClusterFacts, ProviderConfigReference } from '../observe/training-cluster.ts';
import { runCluster, type RunCluster } from './aws/run-cluster.ts';
import type { PlanInput } from './plan.ts';
import type { Refusal } from './refusal.ts';
import { target, type Target } from './target.ts';

/** Where a run trains. */
export interface Place {
  readonly target: Target;
  /** The cluster that is made for the run alone; absent: it uses one that is there. */
  readonly cluster?: RunCluster;
}

export type PlaceResult =
  { readonly type: 'Place'; readonly place: Place } | { readonly type: 'Refused'; readonly refusal: Refusal };

/** Decides where a run trains, or says why it cannot: what it has already, its own cluster, or the one that is named. */
export function place(input: PlanInput): PlaceResult {
  const { run, spec, policy, cluster, pool, sticky } = input;
  if (spec.cluster?.type === 'Create') {
    const made = runCluster(run, spec.cluster.cluster, policy);
    if (made.type === 'Refused') return made;
    const kept = sticky?.clusterParts ? { ...made.cluster, parts: sticky.clusterParts } : made.cluster;
    return { type: 'Place', place: { target: onOwnCluster(input, kept, cluster), cluster: kept } };
  }
  if (sticky) return { type: 'Place', place: { target: sticky.target } };
  const named = spec.cluster ?? pool?.cluster ?? policy.defaults.cluster;
  const found = target(named, cluster, run.namespace);
  return found.type === 'Refused' ? found : { type: 'Place', place: { target: found.target } };
}

/** A cluster of the run's own is known before it is there: its name, its place, its bucket. */
function onOwnCluster(
  { run, sticky }: PlanInput,
  { name, spec, artifactsURI }: RunCluster,
  observed: ClusterFacts | undefined,
): Target {
  const reference: ProviderConfigReference | undefined =
    (sticky?.target.type === 'Remote' ? sticky.target.providerConfigRef : undefined) ?? observed?.providerConfigRef;
  return {
    type: 'Remote',
    cluster: {
      namespacesReady: [],
      isReady: false,
      ...observed,
      name,
      namespace: run.namespace,
      type: 'Created',
      allowedNamespaces: [],
      accelerators: [],
      location: { cloud: 'AWS', region: spec.region },
      artifactsURI: observed?.artifactsURI ?? artifactsURI,
    },
    ...(reference && { providerConfigRef: reference }),
  };
}
