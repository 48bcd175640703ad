import type { TrainingClusterSpec as Document } from '../../api/kinds/training-cluster.gen.ts';

/** A cluster that is made in a cloud. */
export interface CreatedClusterSpec {
  readonly region: string;
  readonly network: ClusterNetwork;
  readonly kubernetesVersion: string;
  /** Absent: the policy's. */
  readonly controlPlaneCidrs?: readonly string[];
  readonly privatelyReachable: boolean;
  readonly systemNodes: { readonly instanceType: string; readonly count: number };
  readonly retentionPolicy: 'Retain' | 'Delete';
  readonly tags: Readonly<Record<string, string>>;
}

/** The network that the cluster stands in: its own, or one by name. */
export type ClusterNetwork =
  { readonly type: 'Own'; readonly zones: readonly string[] } | { readonly type: 'Named'; readonly name: string };

/** The part of a TrainingCluster's spec that says what is made, complete. */
export function createdCluster(create: NonNullable<Document['create']>): CreatedClusterSpec {
  const { region, zones, networkRef, kubernetesVersion, controlPlaneCidrs, systemNodes } = create;
  return {
    region,
    network: networkRef ? { type: 'Named', name: networkRef.name } : { type: 'Own', zones: zones ?? [] },
    kubernetesVersion: kubernetesVersion ?? '1.34',
    ...(controlPlaneCidrs && { controlPlaneCidrs }),
    privatelyReachable: create.privatelyReachable ?? false,
    systemNodes: { instanceType: systemNodes?.instanceType ?? 'm6i.large', count: systemNodes?.count ?? 2 },
    retentionPolicy: create.retentionPolicy ?? 'Retain',
    tags: create.tags ?? {},
  };
}
