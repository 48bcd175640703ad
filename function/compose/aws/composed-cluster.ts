import type { Need } from '../../graph/resource.ts';
import type { CreatedClusterFacts } from '../../observe/created-cluster.ts';
import type { ClusterPlan } from '../../plan/aws/cluster.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { objectName } from './managed-resource.ts';

/** What the objects of a cluster in AWS are made of. */
export interface ComposedCluster {
  readonly plan: ClusterPlan;
  readonly settings: AWSSettings;
  readonly facts: CreatedClusterFacts;
}

/** How what outlives the cluster is managed: everything but deleted. */
export function retained({ spec }: ClusterPlan): { readonly managementPolicies?: readonly string[] } {
  return spec.retentionPolicy === 'Retain'
    ? { managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'] }
    : {};
}

/** What another object of the same composite must be first. */
export function ready(key: string): Need {
  return { type: 'Ready', key };
}

/** A reference to a sibling by its key. */
export function sibling({ settings }: ComposedCluster, key: string) {
  return { name: objectName(settings.owner.name, key) };
}
