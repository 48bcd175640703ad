import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';
import { awsClusterFacts, type AWSClusterFacts } from './aws-cluster.ts';

/** What a run needs to know of the TrainingCluster that it uses: its spec's promises and its status' facts. */
export interface ClusterFacts {
  readonly name: string;
  readonly namespace: string;
  /** Created: by crosstrain, in a cloud. */
  readonly type: 'InCluster' | 'Existing' | 'Created';
  /** Namespaces whose runs may use it; its own always may. */
  readonly allowedNamespaces: readonly string[];
  /** Accelerators that its nodes have; empty: nothing is known, runs ask for `nvidia.com/gpu` alone. */
  readonly accelerators: readonly ClusterAccelerator[];
  /** Where it stands, for list prices. */
  readonly location?: { readonly cloud: string; readonly region: string };
  /** Where its runs' artifacts go unless they say otherwise. */
  readonly artifactsURI?: string;
  /** How provider-kubernetes reaches it from the cluster's own namespace; absent in the cluster that Crossplane runs in, and while unknown. */
  readonly providerConfigRef?: ProviderConfigReference;
  /** How it is reached from other namespaces. */
  readonly clusterProviderConfigRef?: ProviderConfigReference;
  /** Namespaces that are there already. */
  readonly namespacesReady: readonly string[];
  /** Whether all of it is there. */
  readonly isReady: boolean;
  /** What is known of it in AWS, where crosstrain made it there. */
  readonly aws?: AWSClusterFacts;
}

export interface ProviderConfigReference {
  readonly kind: 'ProviderConfig' | 'ClusterProviderConfig';
  readonly name: string;
}

/** How an accelerator is asked for on a cluster. */
export interface ClusterAccelerator {
  readonly type: string;
  readonly resourceName: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Readonly<Record<string, unknown>>[];
}

/** Facts of a TrainingCluster as delivered; `undefined` where the object is none. */
export function clusterFacts(object: unknown): ClusterFacts | undefined {
  const name = stringAt(object, 'metadata', 'name');
  const namespace = stringAt(object, 'metadata', 'namespace');
  if (stringAt(object, 'kind') !== 'TrainingCluster' || name === undefined || namespace === undefined) return undefined;
  const type = clusterType(recordAt(object, 'spec'));
  const place = type === 'Created' ? 'create' : 'location';
  const cloud = stringAt(object, 'spec', place, 'cloud');
  const region = stringAt(object, 'spec', place, 'region');
  // What is made says itself where artifacts go and how it is reached.
  const made = type === 'Created' ? recordAt(object, 'status', 'facts') : {};
  const artifactsURI = stringAt(object, 'spec', 'artifacts', 'uri') ?? stringAt(made, 'artifactsURI');
  const shared =
    stringAt(object, 'spec', 'clusterProviderConfigRef', 'name') ?? stringAt(made, 'clusterProviderConfigRef', 'name');
  const own = stringAt(object, 'status', 'facts', 'providerConfigRef', 'name');
  const aws = type === 'Created' ? awsClusterFacts(object) : undefined;
  return {
    name,
    namespace,
    type,
    allowedNamespaces: listAt(object, 'spec', 'allowedNamespaces').filter((entry) => typeof entry === 'string'),
    accelerators: listAt(object, 'spec', 'accelerators').flatMap(clusterAccelerator),
    ...(cloud !== undefined && region !== undefined && { location: { cloud, region } }),
    ...(artifactsURI !== undefined && { artifactsURI }),
    ...(own !== undefined && { providerConfigRef: { kind: 'ProviderConfig', name: own } }),
    ...(shared !== undefined && { clusterProviderConfigRef: { kind: 'ClusterProviderConfig', name: shared } }),
    namespacesReady: listAt(made, 'namespacesReady').filter((entry) => typeof entry === 'string'),
    isReady: stringAt(object, 'status', 'phase') === 'Ready',
    ...(aws && { aws }),
  };
}

function clusterType(spec: Readonly<Record<string, unknown>>): ClusterFacts['type'] {
  if (isRecord(spec['create'])) return 'Created';
  return isRecord(spec['existing']) ? 'Existing' : 'InCluster';
}

function clusterAccelerator(entry: unknown): readonly ClusterAccelerator[] {
  const type = stringAt(entry, 'type');
  if (type === undefined) return [];
  const nodeSelector = Object.entries(recordAt(entry, 'nodeSelector')).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return [
    {
      type,
      resourceName: stringAt(entry, 'resourceName') ?? 'nvidia.com/gpu',
      nodeSelector: Object.fromEntries(nodeSelector),
      tolerations: listAt(entry, 'tolerations').filter(isRecord),
    },
  ];
}
