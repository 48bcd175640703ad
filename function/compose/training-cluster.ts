import { resourceKeys } from '../../api/resource-keys.ts';
import type { Resource } from '../graph/resource.ts';
import { runName, shortHash } from '../plan/names.ts';
import type { TrainingClusterSpec } from '../spec/training-cluster.ts';
import { providerConfig, reachability, teamNamespace } from './kubernetes/cluster-access.ts';

/** The cluster as a composite sees it. */
export interface ClusterPlan {
  readonly name: string;
  readonly namespace: string;
  readonly spec: TrainingClusterSpec;
}

/** What a cluster needs so that runs can use it: for the one that Crossplane runs in, nothing. */
export function composeTrainingCluster({ name, namespace, spec }: ClusterPlan): readonly Resource[] {
  if (spec.access.type !== 'Existing') return [];
  const config = { name: providerConfigName(name), namespace };
  const needsConfig = [{ type: 'Observed', key: resourceKeys.providerConfig }] as const;
  return [
    { key: resourceKeys.providerConfig, manifest: providerConfig(config, spec.access), needs: [] },
    {
      key: resourceKeys.reachability,
      manifest: reachability(runName(name, '-reachability'), config),
      needs: needsConfig,
    },
    ...[...new Set([namespace, ...spec.allowedNamespaces])].map((team) => ({
      key: resourceKeys.teamNamespace(team),
      manifest: teamNamespace(runName(`${name}-${team}`, `-${shortHash([name, team])}`), config, team),
      needs: [{ type: 'Ready', key: resourceKeys.reachability }] as const,
    })),
  ];
}

/** Name of the provider configuration that the cluster makes in its own namespace. */
export function providerConfigName(cluster: string): string {
  return runName(cluster);
}
