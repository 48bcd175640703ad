import { recordAt, stringAt } from '../../../api/json.ts';
import type { Fields } from '../../object.ts';

/** What AWS answers for a thing of one kind, beside what it was asked for. */
export interface SimulatedKind {
  readonly group: string;
  /** How its id begins; `name`: the external name is the id. */
  readonly id: string;
  /** Whether AWS takes minutes: the provider then calls asynchronously. @default false */
  readonly isSlow?: true;
  /** The resource part of its ARN, by id; absent: it has none. */
  readonly arn?: (id: string) => string;
  /** Further facts, as the CRD's atProvider has them. */
  readonly facts?: (thing: Thing) => Fields;
}

/** A thing as far as its further facts depend on it. */
export interface Thing {
  readonly id: string;
  readonly forProvider: Fields;
  /** A made-up id of another thing that comes with this one. */
  readonly companion: (prefix: string) => string;
}

const ec2 = (id: string, type: string, more: Partial<SimulatedKind> = {}): SimulatedKind => ({
  group: 'ec2',
  id,
  arn: (own) => `ec2::${type}/${own}`,
  ...more,
});

/** Kinds that simulated AWS knows, by name. */
export const simulatedKinds: Readonly<Record<string, SimulatedKind>> = {
  Addon: { group: 'eks', id: 'addon-', isSlow: true, arn: (id) => `eks::addon/${id}` },
  Bucket: { group: 's3', id: 'name', arn: (id) => `s3:nowhere:${id}` },
  BucketLifecycleConfiguration: { group: 's3', id: 'bucket-' },
  BucketPolicy: { group: 's3', id: 'bucket-' },
  BucketPublicAccessBlock: { group: 's3', id: 'bucket-' },
  BucketServerSideEncryptionConfiguration: { group: 's3', id: 'bucket-' },
  BucketVersioning: { group: 's3', id: 'bucket-' },
  Cluster: {
    group: 'eks',
    id: 'name',
    arn: (id) => `eks::cluster/${id}`,
    isSlow: true,
    facts: ({ id, forProvider, companion }) => ({
      status: 'ACTIVE',
      endpoint: `https://${companion('')}.gr7.${stringAt(forProvider, 'region')}.eks.amazonaws.com`,
      certificateAuthority: [{ data: 'c2ltdWxhdGVk' }],
      identity: [{ oidc: [{ issuer: `https://oidc.eks.${stringAt(forProvider, 'region')}.amazonaws.com/id/${id}` }] }],
      vpcConfig: {
        ...recordAt(forProvider, 'vpcConfig'),
        clusterSecurityGroupId: companion('sg-'),
        vpcId: companion('vpc-'),
      },
    }),
  },
  EIP: ec2('eipalloc-', 'elastic-ip', { facts: ({ id }) => ({ allocationId: id, publicIp: '198.51.100.7' }) }),
  FlowLog: ec2('fl-', 'vpc-flow-log'),
  Group: { group: 'cloudwatchlogs', id: 'name', arn: (id) => `logs::log-group:${id}` },
  InternetGateway: ec2('igw-', 'internet-gateway'),
  Key: {
    group: 'kms',
    id: 'key-',
    arn: (id) => `kms::key/${id}`,
    facts: ({ id }) => ({ keyId: id }),
  },
  LaunchTemplate: ec2('lt-', 'launch-template', { facts: () => ({ latestVersion: 1, defaultVersion: 1 }) }),
  NATGateway: { group: 'ec2', id: 'nat-', isSlow: true, facts: () => ({ publicIp: '198.51.100.7' }) },
  NodeGroup: {
    group: 'eks',
    id: 'name',
    arn: (id) => `eks::nodegroup/${id}`,
    isSlow: true,
    facts: () => ({ status: 'ACTIVE' }),
  },
  PodIdentityAssociation: {
    group: 'eks',
    id: 'a-',
    facts: ({ id }) => ({ associationId: id }),
  },
  PlacementGroup: {
    group: 'ec2',
    id: 'name',
    arn: (id) => `ec2::placement-group/${id}`,
    facts: ({ companion }) => ({ placementGroupId: companion('pg-') }),
  },
  Role: { group: 'iam', id: 'name', arn: (id) => `iam:global:role/${id}` },
  RolePolicy: { group: 'iam', id: 'policy-' },
  Route: { group: 'ec2', id: 'r-', facts: () => ({ state: 'active', origin: 'CreateRoute' }) },
  RouteTable: ec2('rtb-', 'route-table'),
  RouteTableAssociation: { group: 'ec2', id: 'rtbassoc-' },
  SecurityGroup: ec2('sg-', 'security-group'),
  SecurityGroupEgressRule: ec2('sgr-', 'security-group-rule', { facts: ({ id }) => ({ securityGroupRuleId: id }) }),
  SecurityGroupIngressRule: ec2('sgr-', 'security-group-rule', { facts: ({ id }) => ({ securityGroupRuleId: id }) }),
  Subnet: ec2('subnet-', 'subnet'),
  VPC: ec2('vpc-', 'vpc', {
    facts: ({ companion }) => ({
      mainRouteTableId: companion('rtb-'),
      defaultSecurityGroupId: companion('sg-'),
      ownerId: account,
    }),
  }),
  VPCEndpoint: ec2('vpce-', 'vpc-endpoint', {
    isSlow: true,
    facts: ({ forProvider }) => ({ state: 'available', vpcEndpointType: stringAt(forProvider, 'vpcEndpointType') }),
  }),
  VPCEndpointRouteTableAssociation: { group: 'ec2', id: 'a-vpce-' },
  VPCEndpointSecurityGroupAssociation: { group: 'ec2', id: 'a-vpce-' },
  VPCEndpointSubnetAssociation: { group: 'ec2', id: 'a-vpce-', isSlow: true },
};

/** The account that everything is in: one of those that AWS' own documents use. */
export const account = '111122223333';
