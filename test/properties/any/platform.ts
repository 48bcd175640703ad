import fc from 'fast-check';
import { apiVersion } from '../../../api/names.ts';
import { worldOf, type World } from '../../support/world.ts';
import { anyPolicyData, policyObject } from './policy.ts';
import { anyName, anyNamespace, mostly, some, someOf, type Fields } from './word.ts';

const region = mostly(fc.constant('us-east-1'), fc.constantFrom('eu-west-1', 'us-west-2'), 10);
const anyZones = mostly(
  fc.constantFrom(['us-east-1a', 'us-east-1b'], ['us-east-1c', 'us-east-1a', 'us-east-1b']),
  fc.constant(['eu-west-1a', 'eu-west-1b']),
);
const anyTags = fc.constantFrom<Fields[]>({}, { team: 'vision', 'cost-center': '42' });

/** The AWS part of a policy, mostly open for us-east-1. */
const anyAWS: fc.Arbitrary<Fields> = fc
  .tuple(
    fc.record({
      accountId: fc.constantFrom('111122223333', '444455556666'),
      regions: mostly(fc.constant(['us-east-1', 'eu-west-1']), fc.constant(['us-west-2'])),
      capacityTypes: mostly(fc.constant(['OnDemand', 'Spot', 'Reserved']), fc.constantFrom(['OnDemand'], ['Spot'])),
      controlPlaneCidrs: mostly(fc.constant(['203.0.113.0/24', '198.51.100.0/24']), fc.constant([])),
    }),
    some({
      providerConfigRef: fc.constantFrom(
        { kind: 'ClusterProviderConfig', name: 'aws-training' },
        { kind: 'ProviderConfig', name: 'default' },
      ),
      permissionsBoundary: fc.constant('arn:aws:iam::111122223333:policy/boundary'),
      interfaceEndpoints: someOf('ecr.api', 'sts', 'logs'),
      tags: anyTags,
    }),
  )
  .map(([always, sometimes]) => ({ ...always, ...sometimes }));

/** The data of a policy under which platforms are made. */
export const anyPlatformPolicy: fc.Arbitrary<Fields> = fc
  .tuple(anyPolicyData, mostly(anyAWS, fc.constant(undefined)), fc.boolean())
  .map(([data, aws, isShared]) => ({
    ...data,
    ...(aws && { aws }),
    ...(isShared && { inClusterProviderConfigRef: { kind: 'ClusterProviderConfig', name: 'in-cluster' } }),
  }));

const anyNetwork: fc.Arbitrary<Fields> = fc
  .tuple(
    region,
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(
            anyZones,
            some({
              cidr: fc.constantFrom('10.0.0.0/16', '192.168.64.0/18', '172.16.0.0/20'),
              interfaceEndpoints: someOf('ecr.api', 'sts', 'logs'),
              flowLogs: fc.constant({ retentionDays: 90 }),
            }),
          )
          .map(([zones, more]) => ({ create: { zones, ...more } })),
      },
      {
        weight: 1,
        arbitrary: fc.constant({
          existing: {
            vpcId: 'vpc-0a1b2c3d4e5f67890',
            privateSubnets: [
              { id: 'subnet-0b0b0b0b0b0b0b0b0', zone: 'us-east-1b' },
              { id: 'subnet-0a0a0a0a0a0a0a0a0', zone: 'us-east-1a' },
            ],
          },
        }),
      },
    ),
    some({ tags: anyTags }),
  )
  .map(([where, origin, more]) => ({ cloud: 'AWS', region: where, ...origin, ...more }));

const anyMadeCluster: fc.Arbitrary<Fields> = fc
  .tuple(
    region,
    fc.oneof(
      anyZones.map((zones) => ({ zones })),
      fc.constant({ networkRef: { name: 'network' } }),
    ),
    some({
      kubernetesVersion: fc.constantFrom('1.33', '1.35'),
      privatelyReachable: fc.boolean(),
      systemNodes: some({
        instanceType: fc.constantFrom('m7g.large', 'c6i.xlarge'),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      retentionPolicy: fc.constantFrom('Retain', 'Delete'),
      controlPlaneCidrs: mostly(
        fc.constantFrom(['203.0.113.128/25'], ['198.51.100.0/24']),
        fc.constant(['192.0.2.0/24']),
      ),
      tags: anyTags,
    }),
    some({ artifacts: fc.constant({ uri: 's3://given' }) }),
    mostly(
      fc.constant({}),
      fc.constantFrom<Fields[]>({ allowedNamespaces: ['team-ads'] }, { allowedNamespaces: ['a', 'b', 'c', 'd'] }),
      3,
    ),
  )
  .map(([where, network, create, ...more]) =>
    Object.assign({ create: { cloud: 'AWS', region: where, ...network, ...create } }, ...more),
  );

const anyExistingCluster: fc.Arbitrary<Fields> = fc.constantFrom<Fields[]>(
  { existing: { kubeconfigSecretRef: { name: 'kubeconfig' } } },
  {
    existing: { kubeconfigSecretRef: { name: 'kubeconfig', key: 'config' } },
    allowedNamespaces: ['team-vision', 'team-ads'],
    clusterProviderConfigRef: { name: 'shared' },
  },
);

const anyPool: fc.Arbitrary<Fields> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(fc.constantFrom('L4', 'T4', 'A10G', 'H100'), some({ count: fc.constantFrom(1, 4, 8) }))
        .map(([type, more]) => ({ accelerator: { type, ...more } })),
      fc.constantFrom('m6i.xlarge', 'm7g.large').map((instanceType) => ({ instanceType })),
    ),
    fc.integer({ min: 0, max: 6 }),
    fc.oneof(
      {
        weight: 3,
        arbitrary: some({
          capacityType: fc.constantFrom('OnDemand', 'Spot'),
          placement: fc.constantFrom('Any', 'Cluster', 'Spread'),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.constant({
          capacityType: 'Reserved',
          reservation: { type: 'CapacityReservation', id: 'cr-0123456789abcdef0' },
          zone: 'us-east-1a',
        }),
      },
    ),
    some({ diskGiB: fc.constantFrom(50, 500), tags: anyTags, allowedNamespaces: fc.constant(['team-ads']) }),
  )
  .map(([what, nodes, ...more]) => Object.assign({ clusterRef: { name: 'cluster' }, nodes }, what, ...more));

const anyComposite = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('TrainingNetwork'), spec: anyNetwork }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('TrainingCluster'), spec: anyMadeCluster }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('TrainingCluster'), spec: anyExistingCluster }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ComputePool'), spec: anyPool }) },
);

/** What a platform makes, with the neighbours that it may refer to, before anything of it exists. */
export const anyPlatform: fc.Arbitrary<World> = fc
  .record({
    name: mostly(
      anyName,
      fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,60}[a-z0-9])?$/, { size: 'max' }).filter(isSubdomain),
      4,
    ),
    namespace: mostly(fc.constant('platform'), anyNamespace, 6),
    composite: anyComposite,
    policy: mostly(anyPlatformPolicy, fc.constant(undefined)),
    isComplete: fc.boolean(),
  })
  .map(({ name, namespace, composite: { kind, spec }, policy, isComplete }) =>
    worldOf(
      [
        { apiVersion, kind, metadata: { name, namespace }, spec },
        ...(policy ? [policyObject(policy)] : []),
        neighbour('TrainingNetwork', namespace, 'network', networkFacts),
        neighbour('TrainingNetwork', namespace, `${name}-network`, networkFacts),
        neighbour('TrainingCluster', namespace, 'cluster', {
          aws: isComplete ? clusterFacts : { ...clusterFacts, endpoint: undefined },
        }),
      ],
      kind,
    ),
  );

const subnets = [
  { id: 'subnet-0a0a0a0a0a0a0a0a0', tier: 'Private', zone: 'us-east-1a' },
  { id: 'subnet-0b0b0b0b0b0b0b0b0', tier: 'Private', zone: 'us-east-1b' },
];
const networkFacts = { region: 'us-east-1', vpcId: 'vpc-0a1b2c3d4e5f67890', subnets, egressRoute: 'network-route' };
const clusterFacts = {
  region: 'us-east-1',
  clusterName: 'platform-cluster-12345678',
  endpoint: 'https://example.eks.amazonaws.com',
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  clusterSecurityGroupId: 'sg-0c0c0c0c0c0c0c0c0',
  nodeRoleArn: 'arn:aws:iam::111122223333:role/platform-cluster-12345678-node',
  privateSubnets: subnets.map(({ id, zone }) => ({ id, zone })),
};

function neighbour(kind: string, namespace: string, name: string, facts: Fields): Fields {
  const create = { cloud: 'AWS', region: 'us-east-1' };
  return { apiVersion, kind, metadata: { name, namespace }, spec: { create }, status: { facts } };
}

/** Dots stand between letters and digits alone. */
function isSubdomain(name: string): boolean {
  return !/[.-]\.|\.-/.test(name);
}
