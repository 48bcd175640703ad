import { describe, expect, test } from '@jest/globals';
import { at, listAt, recordAt, stringAt } from '../../../../api/json.ts';
import type { KubernetesObject } from '../../../../simulator/object.ts';
import { composedFor, composite, played } from '../../../support/simulation.ts';
import { schemaErrors } from '../../../support/schema.ts';
import { cluster, clusterPolicy, existingNetwork, policy } from './stories.ts';

const plays = new Map<string, ReturnType<typeof played>>();

async function settled(object: KubernetesObject, others: readonly KubernetesObject[] = [clusterPolicy()]) {
  const objects = [...others, object];
  const name = JSON.stringify(objects);
  const play = plays.get(name) ?? played(objects);
  plays.set(name, play);
  const result = await play;
  return {
    result,
    composed: composedFor(result, 'TrainingCluster', 'gpu'),
    status: recordAt(composite(result, 'TrainingCluster', 'gpu'), 'status'),
  };
}

const forProvider = (object: unknown) => {
  const { tags: _, ...fields } = recordAt(object, 'spec', 'forProvider');
  return fields;
};

const shared = cluster({}, { allowedNamespaces: ['team-a', 'team-b', 'team-c', 'team-d'] });

test('the largest cluster settles to Ready, fits into one composite, and every object is what its real definition allows', async () => {
  const { composed, status, result } = await settled(shared);
  expect([status['phase'], status['message'], listAt(status, 'waitingFor')]).toEqual([
    'Ready',
    'runs and pools can use the cluster',
    [],
  ]);
  expect(composed.size).toBe(39);
  expect([...composed.values()].flatMap((object) => schemaErrors(object))).toEqual([]);
  expect(schemaErrors(composite(result, 'TrainingCluster', 'gpu'))).toEqual([]);
});

test('it says all that pools and runs need', async () => {
  const { status } = await settled(shared);
  expect(status['facts']).toEqual({
    type: 'Created',
    namespaces: ['platform', 'team-a', 'team-b', 'team-c', 'team-d'],
    namespacesReady: ['platform', 'team-a', 'team-b', 'team-c', 'team-d'],
    location: { cloud: 'AWS', region: 'us-east-1' },
    kubernetesVersion: '1.34',
    providerConfigRef: { kind: 'ProviderConfig', name: 'gpu' },
    clusterProviderConfigRef: { name: expect.stringMatching(/^platform-gpu-/) },
    artifactsURI: expect.stringMatching(/^s3:\/\/platform-gpu-[0-9a-f]{8}-111122223333$/),
    aws: {
      region: 'us-east-1',
      accountId: '111122223333',
      clusterName: expect.stringMatching(/^platform-gpu-[0-9a-f]{8}$/),
      endpoint: expect.stringMatching(/^https:/),
      oidcIssuer: expect.stringMatching(/^https:/),
      vpcId: expect.stringMatching(/^vpc-/),
      clusterSecurityGroupId: expect.stringMatching(/^sg-/),
      nodeRoleArn: expect.stringMatching(/^arn:aws:iam::111122223333:role\/platform-gpu-[0-9a-f]{8}-node$/),
      keyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\//),
      bucket: expect.stringMatching(/^platform-gpu-/),
      egressRoute: 'gpu-network-route-private-egress',
      launchTemplate: { id: expect.stringMatching(/^lt-/), version: '1' },
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
      privateSubnets: [
        { id: expect.stringMatching(/^subnet-/), zone: 'us-east-1a' },
        { id: expect.stringMatching(/^subnet-/), zone: 'us-east-1b' },
      ],
    },
  });
});

test("the control plane: private, open to the policy's range alone, encrypted, logged, entered by API", async () => {
  const { composed, status } = await settled(shared);
  const subnets = listAt(status, 'facts', 'aws', 'privateSubnets').map((subnet) => stringAt(subnet, 'id'));
  expect(forProvider(composed.get('cluster'))).toEqual({
    region: 'us-east-1',
    version: '1.34',
    roleArnRef: { name: 'gpu-cluster-role' },
    vpcConfig: {
      subnetIds: subnets,
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ['203.0.113.0/24'],
    },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: '172.20.0.0/16' },
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
    bootstrapSelfManagedAddons: false,
    enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
    encryptionConfig: { provider: { keyArn: at(status, 'facts', 'aws', 'keyArn') }, resources: ['secrets'] },
    upgradePolicy: { supportType: 'STANDARD' },
  });
});

test('without a range from outside the API server answers inside alone', async () => {
  const { composed } = await settled(cluster({ privatelyReachable: true }), [policy()]);
  expect(at(forProvider(composed.get('cluster')), 'vpcConfig')).toMatchObject({
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
  });
});

test("the bucket: versioned, encrypted with the cluster's key, never public, over TLS alone, kept", async () => {
  const { composed, status } = await settled(shared);
  const kept = ['Observe', 'Create', 'Update', 'LateInitialize'];
  const parts = [...composed].filter(([key]) => key.startsWith('bucket') || key === 'key');
  expect(parts.map(([, object]) => recordAt(object, 'spec')['managementPolicies'])).toEqual(parts.map(() => kept));
  const { region: _, bucketRef, ...encryption } = forProvider(composed.get('bucket-encryption'));
  expect(bucketRef).toEqual({ name: 'gpu-bucket' });
  expect(encryption).toEqual({
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyIdRef: { name: 'gpu-key' } },
        bucketKeyEnabled: true,
      },
    ],
  });
  const document = JSON.parse(stringAt(forProvider(composed.get('bucket-policy')), 'policy') ?? '');
  expect(document.Statement.map(({ Effect, Condition }: Record<string, unknown>) => [Effect, Condition])).toEqual([
    ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
    [
      'Deny',
      {
        StringNotEqualsIfExists: {
          's3:x-amz-server-side-encryption-aws-kms-key-id': at(status, 'facts', 'aws', 'keyArn'),
        },
      },
    ],
  ]);
  expect(status['retained']).toEqual([
    { uri: at(status, 'facts', 'artifactsURI'), reason: 'create.retentionPolicy is Retain; its key stays with it' },
  ]);
});

test('a bucket that is not kept is emptied and deleted with the cluster', async () => {
  const { composed, status } = await settled(cluster({ retentionPolicy: 'Delete' }));
  expect([
    recordAt(composed.get('bucket'), 'spec')['managementPolicies'],
    forProvider(composed.get('bucket'))['forceDestroy'],
  ]).toEqual([undefined, true]);
  expect(status['retained']).toEqual([]);
});

test('each role is for one service, and has no more than AWS says that it needs', async () => {
  const { composed } = await settled(shared);
  const roles = ['cluster-role', 'node-role', 'cni-role'].map((key) => {
    const fields = forProvider(composed.get(key));
    const [statement] = JSON.parse(stringAt(fields, 'assumeRolePolicy') ?? '').Statement;
    return [
      key,
      statement.Principal,
      fields['managedPolicyArns'],
      Object.keys(statement.Condition?.StringEquals ?? {}),
    ];
  });
  expect(roles).toEqual([
    [
      'cluster-role',
      { Service: 'eks.amazonaws.com' },
      ['arn:aws:iam::aws:policy/AmazonEKSClusterPolicy'],
      ['aws:SourceAccount'],
    ],
    [
      'node-role',
      { Service: 'ec2.amazonaws.com' },
      [
        'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
        'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      ],
      [],
    ],
    [
      'cni-role',
      { Service: 'pods.eks.amazonaws.com' },
      ['arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'],
      [
        'aws:RequestTag/eks-cluster-name',
        'aws:RequestTag/kubernetes-namespace',
        'aws:RequestTag/kubernetes-service-account',
        'aws:SourceAccount',
      ],
    ],
  ]);
});

test('the order of deletion: what is kept by what', async () => {
  const { composed } = await settled(shared);
  const usages = [...composed.values()].filter(({ kind }) => kind === 'Usage');
  expect(
    usages
      .map(
        ({ spec }) =>
          `${stringAt(spec, 'of', 'resourceRef', 'name')} by ${stringAt(spec, 'by', 'resourceRef', 'name')}`,
      )
      .toSorted(),
  ).toEqual([
    'gpu-cluster by gpu-cluster-auth',
    'gpu-cluster-role by gpu-cluster',
    'gpu-cni-role by gpu-cluster',
    'gpu-kubeconfig by gpu-cluster-auth',
    'gpu-network-route-private-egress by gpu-cluster',
    'gpu-node-role by gpu-cluster',
  ]);
});

describe('the order of creation: an object is there only once what it needs was there', () => {
  test.each([
    { first: 'log-group', next: 'cluster', because: 'EKS would make the group itself, without an end' },
    { first: 'key', next: 'cluster', because: 'its key cannot be changed later' },
    { first: 'cluster', next: 'addon-vpc-cni', because: 'there is nothing to add to' },
    { first: 'addon-vpc-cni', next: 'node-group-system', because: 'nodes get ready with networking alone' },
    {
      first: 'addon-eks-pod-identity-agent',
      next: 'node-group-system',
      because: 'the network plugin gets its role from it',
    },
    { first: 'node-group-system', next: 'addon-coredns', because: 'it is not active without nodes' },
    { first: 'cluster-auth', next: 'provider-config', because: 'it names the kubeconfig' },
    { first: 'node-group-system', next: 'release-device-plugin', because: 'its pods need a machine' },
    { first: 'provider-config', next: 'namespace-team-a', because: 'nothing leads to the cluster without it' },
  ])('$first before $next: $because', async ({ first, next }) => {
    const { result } = await settled(shared);
    const keys = result.passes.map(({ reconciled }) =>
      reconciled
        .filter(({ composite: { kind } }) => kind === 'TrainingCluster')
        .flatMap(({ result: one }) => one.composed.map(({ key }) => key)),
    );
    const since = (key: string) => keys.findIndex((all) => all.includes(key));
    expect(since(first)).toBeGreaterThanOrEqual(0);
    expect(since(next)).toBeGreaterThan(since(first));
  });
});

test('it says what it costs, with its network', async () => {
  const { status } = await settled(cluster());
  expect(status['cost']).toEqual({
    // 0.10 + 2 × 0.096 + 2 × 50 × 0.08 / 730 + 1 / 730 + 0.045 + 0.005, list prices of us-east-1.
    hourlyUSD: '0.3543',
    summary: '$0.35/h',
    parts: [
      { what: 'control plane', usdPerHour: '0.1000' },
      { what: 'system nodes', usdPerHour: '0.1920' },
      { what: 'disks of system nodes', usdPerHour: '0.0110' },
      { what: 'key', usdPerHour: '0.0014' },
      { what: 'NAT gateway', usdPerHour: '0.0450' },
      { what: 'public address of the NAT gateway', usdPerHour: '0.0050' },
    ],
    pricesDate: expect.any(String),
  });
});

test('it stands in a network that is there already', async () => {
  const { composed, status } = await settled(cluster({ zones: undefined, networkRef: { name: 'gpu' } }), [
    clusterPolicy(),
    existingNetwork(),
  ]);
  expect([status['phase'], composed.has('network')]).toEqual(['Ready', false]);
  expect(at(forProvider(composed.get('cluster')), 'vpcConfig', 'subnetIds')).toEqual([
    'subnet-0a0a0a0a0a0a0a0a0',
    'subnet-0b0b0b0b0b0b0b0b0',
  ]);
});

describe('a cluster is refused', () => {
  test.each([
    {
      because: 'nothing could reach it',
      object: cluster(),
      others: [policy()],
      message:
        "spec.create.controlPlaneCidrs: is empty here and in the policy's aws.controlPlaneCidrs, so nothing could reach the API server; name the addresses that Crossplane comes from, or set privatelyReachable",
    },
    {
      because: 'it would be open to more than policy allows',
      object: cluster({ controlPlaneCidrs: ['203.0.113.0/24', '0.0.0.0/0'.replace('/0', '/1')] }),
      others: [clusterPolicy()],
      message:
        'spec.create.controlPlaneCidrs: 0.0.0.0/1 is within none of the ranges that policy allows (203.0.113.0/24)',
    },
    {
      because: 'policy does not allow the region',
      object: cluster({ region: 'eu-west-1', zones: ['eu-west-1a', 'eu-west-1b'] }),
      others: [clusterPolicy()],
      message: 'spec.create.region: is eu-west-1, but policy allows only us-east-1',
    },
    {
      because: 'other namespaces could not reach it',
      object: shared,
      others: [policy({ controlPlaneCidrs: ['203.0.113.0/24'] })],
      message:
        "spec.allowedNamespaces: needs the policy's inClusterProviderConfigRef: without it no ClusterProviderConfig can be made, and other namespaces cannot reach the cluster",
    },
  ])('because $because', async ({ object, others, message }) => {
    const { composed, status } = await settled(object, others);
    expect([composed.size, status['phase'], status['message']]).toEqual([0, 'Refused', message]);
  });
});
