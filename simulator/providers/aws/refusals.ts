import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { groupOf } from '../../object.ts';
import type { KubernetesObject } from '../../object.ts';

/** Whether AWS refuses to delete a thing as long as another is there, and in which words. */
interface Hold {
  /** The kind of what holds it. */
  readonly by: string;
  /** Whether this one does. */
  readonly holds: (thing: Known, other: Known) => boolean;
  /** AWS' code for it. */
  readonly code: string;
}

/** A managed resource as AWS knows it. */
interface Known {
  readonly id: string;
  readonly arn: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One of these fields names the thing by its id. */
const named =
  (by: string, ...fields: readonly string[]) =>
  (code: string): Hold => ({
    by,
    code,
    holds: ({ id }, other) => fields.some((field) => other.fields[field] === id),
  });

/** A list names it. */
const listed =
  (by: string, ...path: readonly string[]) =>
  (code: string): Hold => ({
    by,
    code,
    holds: ({ id }, other) => listAt(other.fields, ...path).includes(id),
  });

const all = (code: string, ...holds: readonly ((code: string) => Hold)[]): readonly Hold[] =>
  holds.map((hold) => hold(code));

/**
 * What holds what.
 *
 * KMS itself lets a key go that is still in use, after its waiting time, and what it encrypted is lost: here that is refused, so
 * that the order shows.
 */
const held: Readonly<Record<string, readonly Hold[]>> = {
  Bucket: [],
  Cluster: all('ResourceInUseException', named('NodeGroup', 'clusterName')),
  EIP: all('InvalidIPAddress.InUse', named('NATGateway', 'allocationId')),
  InternetGateway: [
    {
      by: 'EIP',
      code: 'DependencyViolation',
      // "Network has some mapped public address(es)": those of NAT gateways, which go with their address.
      holds: () => true,
    },
  ],
  Key: [
    {
      by: 'Cluster',
      code: 'KeyInUse',
      holds: ({ arn }, other) => stringAt(other.fields, 'encryptionConfig', 'provider', 'keyArn') === arn,
    },
    {
      by: 'BucketServerSideEncryptionConfiguration',
      code: 'KeyInUse',
      holds: ({ arn }, other) =>
        listAt(other.fields, 'rule').some(
          (rule) => stringAt(rule, 'applyServerSideEncryptionByDefault', 'kmsMasterKeyId') === arn,
        ),
    },
  ],
  PlacementGroup: [
    {
      by: 'LaunchTemplate',
      code: 'InvalidPlacementGroup.InUse',
      holds: ({ id }, other) => stringAt(other.fields, 'placement', 'groupName') === id,
    },
  ],
  Role: all('DeleteConflict', named('RolePolicy', 'role')),
  RouteTable: all('DependencyViolation', named('RouteTableAssociation', 'routeTableId')),
  SecurityGroup: [
    ...all('DependencyViolation', named('VPCEndpointSecurityGroupAssociation', 'securityGroupId')),
    ...all('DependencyViolation', named('SecurityGroupIngressRule', 'referencedSecurityGroupId')),
    {
      by: 'LaunchTemplate',
      code: 'DependencyViolation',
      holds: ({ id }, other) =>
        listAt(other.fields, 'networkInterfaces').some((one) => listAt(one, 'securityGroups').includes(id)),
    },
  ],
  Subnet: all(
    'DependencyViolation',
    named('NATGateway', 'subnetId'),
    named('VPCEndpointSubnetAssociation', 'subnetId'),
    listed('Cluster', 'vpcConfig', 'subnetIds'),
    listed('NodeGroup', 'subnetIds'),
  ),
  VPC: all(
    'DependencyViolation',
    named('InternetGateway', 'vpcId'),
    named('RouteTable', 'vpcId'),
    named('SecurityGroup', 'vpcId'),
    named('Subnet', 'vpcId'),
    named('VPCEndpoint', 'vpcId'),
  ),
};

/** What deletion in AWS is judged by beside the objects themselves. */
export interface Contents {
  /** Names of buckets that hold objects; one that may be emptied first goes all the same. @default none */
  readonly fullBuckets?: ReadonlySet<string>;
  /** Ids of subnets in which an interface stayed behind that nobody takes away. @default none */
  readonly interfacesIn?: ReadonlySet<string>;
}

/**
 * Why AWS refuses to delete what an object stands for, in its words; `undefined` where it does not.
 * @param others all that is there; those that AWS never made hold nothing
 */
export function deletionRefusal(
  object: KubernetesObject,
  others: readonly KubernetesObject[],
  { fullBuckets = new Set(), interfacesIn = new Set() }: Contents = {},
): string | undefined {
  const thing = known(object);
  if (!thing) return undefined;
  const isFull = object.kind === 'Bucket' && fullBuckets.has(thing.id) && thing.fields['forceDestroy'] !== true;
  if (isFull) return 'BucketNotEmpty: The bucket you tried to delete is not empty';
  if (object.kind === 'Subnet' && interfacesIn.has(thing.id)) {
    return `DependencyViolation: The subnet '${thing.id}' has dependencies and cannot be deleted: a network interface`;
  }
  for (const { by, holds, code } of held[object.kind] ?? []) {
    const holder = others.find((other) => {
      const candidate = other.kind === by ? known(other) : undefined;
      return candidate !== undefined && holds(thing, candidate);
    });
    if (holder) return `${code}: ${thing.id} has dependent ${by} ${stringAt(holder, 'status', 'atProvider', 'id')}`;
  }
  return undefined;
}

function known(object: KubernetesObject): Known | undefined {
  const fields = recordAt(object, 'status', 'atProvider');
  const id = stringAt(fields, 'id');
  if (id === undefined || !groupOf(object.apiVersion).endsWith('.aws.m.upbound.io')) return undefined;
  return { id, arn: stringAt(fields, 'arn') ?? '', fields };
}
