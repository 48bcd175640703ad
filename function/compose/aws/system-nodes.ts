import { clusterKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import { systemDiskGiB } from '../../plan/aws/cluster.ts';
import { addonsBeforeNodes } from './addons.ts';
import { ready, sibling, type ComposedCluster } from './composed-cluster.ts';
import { machineFields, taggedParts } from './launch-template.ts';
import { managedResource } from './managed-resource.ts';

/** Machines for what every cluster needs, so that it never takes room on one with accelerators. */
export function systemNodes(cluster: ComposedCluster): readonly Resource[] {
  const { plan, settings, facts } = cluster;
  const { instanceType, count } = plan.spec.systemNodes;
  const template = facts.launchTemplate;
  return [
    {
      key: keys.launchTemplate,
      manifest: managedResource(settings, {
        kind: 'LaunchTemplate',
        key: keys.launchTemplate,
        forProvider: {
          name: plan.names.launchTemplate,
          description: `System nodes of TrainingCluster ${settings.owner.namespace}/${settings.owner.name}`,
          updateDefaultVersion: true,
          ...machineFields({ instanceType, diskGiB: systemDiskGiB }),
          tagSpecifications: taggedParts({
            Name: `${settings.owner.namespace}/${settings.owner.name}-system`,
            ...settings.tags,
          }),
        },
      }),
      keepsTemplate: true,
      needs: [],
    },
    {
      key: keys.nodeGroup,
      manifest: managedResource(settings, {
        kind: 'NodeGroup',
        key: keys.nodeGroup,
        externalName: plan.names.nodeGroup,
        forProvider: {
          clusterName: plan.names.cluster,
          nodeRoleArnRef: sibling(cluster, keys.nodeRole),
          subnetIds: facts.privateSubnets.map(({ id }) => id),
          amiType: plan.systemImage,
          capacityType: 'ON_DEMAND',
          ...(template && { launchTemplate: { id: template.id, version: template.version } }),
          scalingConfig: { minSize: count, desiredSize: count, maxSize: count },
          updateConfig: { maxUnavailable: 1 },
          nodeRepairConfig: { enabled: true },
        },
      }),
      keepsTemplate: true,
      needs: [
        { type: 'Fact', fact: 'the version of launch-template-system', known: template !== undefined },
        ready(keys.cluster),
        ready(keys.nodeRole),
        ...addonsBeforeNodes.map((name) => ready(keys.addon(name))),
      ],
    },
  ];
}
