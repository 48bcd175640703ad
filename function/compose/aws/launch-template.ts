import { poolKeys as keys } from '../../../api/resource-keys.ts';
import type { Manifest } from '../../graph/resource.ts';
import { poolDisk } from '../../plan/aws/disk.ts';
import { managedResource, objectName } from './managed-resource.ts';
import type { ComposedPool } from './pool.ts';

/** What the launch template of any machines of a cluster says. */
export interface MachineTemplate {
  readonly instanceType: string;
  readonly diskGiB: number;
  /** @default what every gp3 disk does without being paid for */
  readonly disk?: typeof poolDisk;
}

/**
 * What is the same for all machines: only pods with a role of their own may speak to AWS, so the metadata service answers
 * one hop far, to tokens; disks are encrypted.
 */
export function machineFields({ instanceType, diskGiB, disk }: MachineTemplate) {
  return {
    instanceType,
    ebsOptimized: 'true',
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          volumeSize: diskGiB,
          volumeType: 'gp3',
          ...disk,
          encrypted: 'true',
          deleteOnTermination: 'true',
        },
      },
    ],
  };
}

/** Tags of what starts with a machine; those of a node group do not reach it. */
export function taggedParts(tags: Readonly<Record<string, string>>) {
  return ['instance', 'volume', 'network-interface'].map((resourceType) => ({ resourceType, tags }));
}

/** The launch template of a pool; EKS starts no machine without one the way that a review wants it. */
export function launchTemplate({ plan, settings, cluster, facts }: ComposedPool): Manifest {
  const { machine, capacity, placementGroup } = plan;
  const groups = [facts.efaSecurityGroupId, cluster.clusterSecurityGroupId].filter((id) => id !== undefined);
  return managedResource(settings, {
    kind: 'LaunchTemplate',
    key: keys.launchTemplate,
    forProvider: {
      name: plan.names.launchTemplate,
      description: `Machines of ComputePool ${settings.owner.namespace}/${settings.owner.name}`,
      updateDefaultVersion: true,
      ...machineFields({ instanceType: machine.instanceType, diskGiB: plan.diskGiB, disk: poolDisk }),
      ...(placementGroup && { placement: { groupName: placementGroup.name } }),
      ...(machine.efaInterfaces > 0 && { networkInterfaces: interfaces(machine.efaInterfaces, groups) }),
      ...(capacity.type === 'Reserved' && {
        capacityReservationSpecification: {
          ...(capacity.of === 'CapacityBlock' && { capacityReservationPreference: 'capacity-reservations-only' }),
          capacityReservationTarget: { capacityReservationId: capacity.id },
        },
        ...(capacity.of === 'CapacityBlock' && { instanceMarketOptions: { marketType: 'capacity-block' } }),
      }),
      tagSpecifications: taggedParts({
        Name: objectName(`${settings.owner.namespace}/${settings.owner.name}`, 'node'),
        ...settings.tags,
      }),
      ...(plan.hasAccelerators && { userData: nodeConfig }),
    },
  });
}

/**
 * One interface a network card. Only the first carries addresses: with those of the others nodeadm would not start.
 * As soon as a template names groups, EKS adds none of its own: the cluster's must be among them.
 */
function interfaces(count: number, securityGroups: readonly string[]) {
  return Array.from({ length: count }, (_, card) => ({
    networkCardIndex: card,
    deviceIndex: card === 0 ? 0 : 1,
    interfaceType: card === 0 ? 'efa' : 'efa-only',
    deleteOnTermination: 'true',
    securityGroups,
  }));
}

/** Local disks as one for images and scratch, and images pulled in parallel. https://awslabs.github.io/amazon-eks-ami/nodeadm/ */
const nodeConfig = Buffer.from(
  [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="//"',
    '',
    '--//',
    'Content-Type: application/node.eks.aws',
    '',
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    '  instance:',
    '    localStorage:',
    '      strategy: RAID0',
    '  featureGates:',
    '    FastImagePull: true',
    '',
    '--//--',
    '',
  ].join('\n'),
).toString('base64');
