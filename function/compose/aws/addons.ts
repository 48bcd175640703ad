import { clusterKeys as keys } from '../../../api/resource-keys.ts';
import type { Need, Resource } from '../../graph/resource.ts';
import { ready, type ComposedCluster } from './composed-cluster.ts';
import { managedResource } from './managed-resource.ts';

/** Add-ons without which no node gets ready: they come before the first. */
export const addonsBeforeNodes = ['vpc-cni', 'kube-proxy', 'eks-pod-identity-agent'] as const;

/** Add-ons that run on nodes, and are not active before there are any. */
const addonsOnNodes = ['coredns', 'eks-node-monitoring-agent'] as const;

/** EKS' own add-ons; their versions are those that EKS takes for the cluster's. */
export function addons(cluster: ComposedCluster): readonly Resource[] {
  const { plan, settings } = cluster;
  const cniRole = `arn:${settings.partition}:iam::${settings.accountId}:role/${plan.names.cniRole}`;
  const addon = (name: string, needs: readonly Need[], more: Readonly<Record<string, unknown>> = {}): Resource => ({
    key: keys.addon(name),
    manifest: managedResource(settings, {
      kind: 'Addon',
      key: keys.addon(name),
      forProvider: {
        addonName: name,
        clusterName: plan.names.cluster,
        resolveConflictsOnCreate: 'OVERWRITE',
        resolveConflictsOnUpdate: 'OVERWRITE',
        ...more,
      },
    }),
    needs,
  });
  return [
    ...addonsBeforeNodes.map((name) =>
      name === 'vpc-cni'
        ? addon(name, [ready(keys.cluster), ready(keys.networkInterfaceRole)], {
            podIdentityAssociation: [{ roleArn: cniRole, serviceAccount: 'aws-node' }],
            // Without it network policies are taken and do nothing.
            configurationValues: '{"enableNetworkPolicy":"true"}',
          })
        : addon(name, [ready(keys.cluster)]),
    ),
    ...addonsOnNodes.map((name) => addon(name, [ready(keys.nodeGroup)])),
  ];
}
