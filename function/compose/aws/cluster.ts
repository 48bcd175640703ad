import { apiVersion } from '../../../api/names.ts';
import { clusterKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import type { CreatedClusterFacts } from '../../observe/created-cluster.ts';
import { addons } from './addons.ts';
import { ready, retained, sibling, type ComposedCluster } from './composed-cluster.ts';
import { clusterRoles } from './cluster-roles.ts';
import { managedResource, objectName, type AWSKind } from './managed-resource.ts';
import { storage } from './storage.ts';
import { systemNodes } from './system-nodes.ts';

/** The objects of a cluster in AWS: network, keys, roles, control plane, system nodes, artifact bucket. */
export function composeCluster(cluster: ComposedCluster): readonly Resource[] {
  const { plan, settings } = cluster;
  return [
    ...(plan.spec.network.type === 'Own' ? [network(cluster, plan.spec.network.zones)] : []),
    {
      key: keys.key,
      manifest: managedResource(settings, {
        kind: 'Key',
        key: keys.key,
        ...retained(plan),
        forProvider: {
          description: `Secrets and artifacts of TrainingCluster ${settings.owner.namespace}/${settings.owner.name}`,
          policy: plan.keyPolicy,
          enableKeyRotation: true,
          deletionWindowInDays: 30,
        },
      }),
      needs: [],
    },
    {
      key: keys.logGroup,
      manifest: managedResource(settings, {
        kind: 'Group',
        key: keys.logGroup,
        externalName: plan.names.logGroup,
        forProvider: { retentionInDays: 90 },
      }),
      needs: [],
    },
    ...clusterRoles(cluster),
    controlPlane(cluster),
    ...addons(cluster),
    ...systemNodes(cluster),
    ...storage(cluster),
  ];
}

function network({ plan, settings }: ComposedCluster, zones: readonly string[]): Resource {
  const { owner, labels } = settings;
  const { tags } = plan.spec;
  return {
    key: keys.network,
    manifest: {
      apiVersion,
      kind: 'TrainingNetwork',
      metadata: { name: networkName(owner.name), namespace: owner.namespace, labels },
      spec: {
        cloud: 'AWS',
        region: settings.region,
        create: { zones },
        ...(Object.keys(tags).length > 0 && { tags }),
      },
    },
    needs: [],
  };
}

/** Name of the TrainingNetwork that a cluster makes for itself. */
export function networkName(cluster: string): string {
  return objectName(cluster, keys.network);
}

function controlPlane(cluster: ComposedCluster): Resource {
  const { plan, settings, facts } = cluster;
  const { privateSubnets, keyArn } = facts;
  return {
    key: keys.cluster,
    manifest: managedResource(settings, {
      kind: 'Cluster' satisfies AWSKind,
      key: keys.cluster,
      externalName: plan.names.cluster,
      forProvider: {
        version: plan.spec.kubernetesVersion,
        roleArnRef: sibling(cluster, keys.clusterRole),
        vpcConfig: {
          subnetIds: privateSubnets.map(({ id }) => id),
          endpointPrivateAccess: true,
          endpointPublicAccess: plan.publicCidrs.length > 0,
          ...(plan.publicCidrs.length > 0 && { publicAccessCidrs: plan.publicCidrs }),
        },
        kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: '172.20.0.0/16' },
        accessConfig: {
          authenticationMode: 'API',
          // Whoever makes it, the provider, gets in; people come in by what policy says.
          bootstrapClusterCreatorAdminPermissions: true,
        },
        // Networking and DNS come as add-ons, whose versions and roles are known.
        bootstrapSelfManagedAddons: false,
        enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
        ...(keyArn !== undefined && { encryptionConfig: { provider: { keyArn }, resources: ['secrets'] } }),
        upgradePolicy: { supportType: 'STANDARD' },
      },
    }),
    needs: [
      { type: 'Fact', fact: 'the ARN of key', known: keyArn !== undefined },
      { type: 'Fact', fact: 'private subnets of the network in two zones', known: zones(facts) >= 2 },
      ready(keys.logGroup),
      ready(keys.clusterRole),
    ],
  };
}

/** EKS wants two. */
function zones({ privateSubnets }: CreatedClusterFacts): number {
  return new Set(privateSubnets.map(({ zone }) => zone)).size;
}
