import type { Manifest } from '../../graph/resource.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { runName } from '../../plan/names.ts';

/** Kinds of the AWS providers: their group, and what all their specs begin with. */
const kinds = {
  Addon: { group: 'eks', hasTags: true },
  Bucket: { group: 's3', hasTags: true },
  BucketLifecycleConfiguration: { group: 's3', hasTags: false },
  BucketPolicy: { group: 's3', hasTags: false },
  BucketPublicAccessBlock: { group: 's3', hasTags: false },
  BucketServerSideEncryptionConfiguration: { group: 's3', hasTags: false },
  BucketVersioning: { group: 's3', hasTags: false },
  Cluster: { group: 'eks', hasTags: true },
  ClusterAuth: { group: 'eks', hasTags: false },
  EIP: { group: 'ec2', hasTags: true },
  FlowLog: { group: 'ec2', hasTags: true },
  Group: { group: 'cloudwatchlogs', hasTags: true },
  InternetGateway: { group: 'ec2', hasTags: true },
  Key: { group: 'kms', hasTags: true },
  LaunchTemplate: { group: 'ec2', hasTags: true },
  NATGateway: { group: 'ec2', hasTags: true },
  NodeGroup: { group: 'eks', hasTags: true },
  PodIdentityAssociation: { group: 'eks', hasTags: true },
  PlacementGroup: { group: 'ec2', hasTags: true },
  Role: { group: 'iam', hasTags: true, isGlobal: true },
  RolePolicy: { group: 'iam', hasTags: false, isGlobal: true },
  Route: { group: 'ec2', hasTags: false },
  RouteTable: { group: 'ec2', hasTags: true },
  RouteTableAssociation: { group: 'ec2', hasTags: false },
  SecurityGroup: { group: 'ec2', hasTags: true },
  SecurityGroupEgressRule: { group: 'ec2', hasTags: true },
  SecurityGroupIngressRule: { group: 'ec2', hasTags: true },
  Subnet: { group: 'ec2', hasTags: true },
  VPC: { group: 'ec2', hasTags: true },
  VPCEndpoint: { group: 'ec2', hasTags: true },
  VPCEndpointRouteTableAssociation: { group: 'ec2', hasTags: false },
  VPCEndpointSecurityGroupAssociation: { group: 'ec2', hasTags: false },
  VPCEndpointSubnetAssociation: { group: 'ec2', hasTags: false },
} as const satisfies Record<string, { readonly group: string; readonly hasTags: boolean; readonly isGlobal?: true }>;

/** A kind that is composed. */
export type AWSKind = keyof typeof kinds;

/** What one managed resource has of its own. */
export interface ManagedResource {
  readonly kind: AWSKind;
  /** Its composition resource name: the object is called `<composite>-<key>`. */
  readonly key: string;
  /** The name that AWS knows it by, or the id of what is there already. @default AWS gives one */
  readonly externalName?: string;
  /** Further tags. */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default all: made, kept as it is, deleted */
  readonly managementPolicies?: readonly string[];
  readonly forProvider: Readonly<Record<string, unknown>>;
  /** Secret that the provider writes. @default none */
  readonly connectionSecret?: string;
}

/** A managed resource: region, tags, credentials and names as everything of this composite has them. */
export function managedResource(settings: AWSSettings, resource: ManagedResource): Manifest {
  const { kind, key, externalName, tags, managementPolicies, forProvider, connectionSecret } = resource;
  const { group, hasTags, ...rest } = kinds[kind];
  const { owner, region, labels, providerConfigRef } = settings;
  const isObserved = managementPolicies?.join() === 'Observe';
  return {
    apiVersion: awsAPIVersion(group),
    kind,
    metadata: {
      name: objectName(owner.name, key),
      namespace: owner.namespace,
      labels,
      ...(externalName !== undefined && { annotations: { 'crossplane.io/external-name': externalName } }),
    },
    spec: {
      ...(managementPolicies && { managementPolicies }),
      forProvider: {
        ...(!('isGlobal' in rest) && { region }),
        ...forProvider,
        ...(hasTags &&
          !isObserved && { tags: { Name: `${owner.namespace}/${owner.name}/${key}`, ...settings.tags, ...tags } }),
      },
      providerConfigRef: { kind: providerConfigRef.kind, name: providerConfigRef.name },
      ...(connectionSecret !== undefined && { writeConnectionSecretToRef: { name: connectionSecret } }),
    },
  };
}

/** `apiVersion` of a group of the AWS providers' namespaced kinds. */
function awsAPIVersion(group: string): string {
  return `${group}.aws.m.upbound.io/v1beta1`;
}

/** `apiVersion` of a kind that is composed. */
export function apiVersionOf(kind: AWSKind): string {
  return awsAPIVersion(kinds[kind].group);
}

/** Name of the object with this key, by which its siblings refer to it. */
export function objectName(composite: string, key: string): string {
  return runName(composite, `-${key}`, 120);
}
