import { describe, expect, test } from '@jest/globals';
import { listAt, recordAt, stringAt } from '../../../../api/json.ts';
import { composedFor, played } from '../../../support/simulation.ts';
import { schemaErrors } from '../../../support/schema.ts';
import { reconciled, worldOf } from '../../../support/world.ts';
import type { KubernetesObject } from '../../../../simulator/object.ts';
import { existingNetwork, network, policy } from './stories.ts';

const largest = network({ interfaceEndpoints: ['sts', 'ecr.api', 'ecr.dkr'] });
const boundary = 'arn:aws:iam::111122223333:policy/boundary';

const plays = new Map<string, ReturnType<typeof played>>();

async function settled(composite: KubernetesObject, policyObject = policy()) {
  const objects = [policyObject, composite];
  const name = JSON.stringify(objects);
  const play = plays.get(name) ?? played(objects);
  plays.set(name, play);
  const result = await play;
  const status = recordAt(
    result.cluster.objects().find(({ kind }) => kind === 'TrainingNetwork'),
    'status',
  );
  return { composed: composedFor(result, 'TrainingNetwork', 'gpu'), status, passes: result.passes.length };
}

/** What the provider writes is the provider's: only what was asked for is compared. */
const asked = (object: unknown) => {
  const { metadata, spec, kind } = recordAt(object);
  const annotations = Object.entries(recordAt(metadata, 'annotations')).filter(([key]) =>
    key.includes('external-name'),
  );
  return {
    kind,
    name: stringAt(metadata, 'name'),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    spec,
  };
};

test('the largest network settles to Ready with all facts, and fits into one composite', async () => {
  const { composed, status, passes } = await settled(largest);
  expect(status).toMatchObject({ phase: 'Ready', where: 'AWS us-east-1', waitingFor: [] });
  expect(composed.size).toBe(39);
  expect(passes).toBeLessThanOrEqual(12);
  expect(status['facts']).toEqual({
    cloud: 'AWS',
    region: 'us-east-1',
    providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
    vpcId: expect.stringMatching(/^vpc-0/),
    subnets: [
      { id: expect.stringMatching(/^subnet-0/), tier: 'Private', zone: 'us-east-1a' },
      { id: expect.stringMatching(/^subnet-0/), tier: 'Private', zone: 'us-east-1b' },
      { id: expect.stringMatching(/^subnet-0/), tier: 'Private', zone: 'us-east-1c' },
      { id: expect.stringMatching(/^subnet-0/), tier: 'Public', zone: 'us-east-1a' },
    ],
    securityGroups: [{ purpose: 'Endpoints', id: expect.stringMatching(/^sg-0/) }],
    egressRoute: 'gpu-route-private-egress',
  });
});

test.each([
  { because: 'it is the largest', composite: largest },
  { because: 'it has one zone', composite: network({ zones: ['us-east-1d'] }) },
  { because: 'it is already there', composite: existingNetwork() },
])('every object is what the real definition of its kind allows: $because', async ({ composite }) => {
  const { composed, status } = await settled(composite);
  expect([...composed.values()].flatMap((object) => schemaErrors(object))).toEqual([]);
  expect(status['phase']).toBe('Ready');
});

test('every object in AWS carries the tags by which its cost is found', async () => {
  const { composed } = await settled(
    network({ interfaceEndpoints: ['sts'] }, { tags: { project: 'digits' } }),
    policy({ tags: { 'cost-centre': '42' } }),
  );
  const takesTags = [...composed.values()]
    .filter(({ apiVersion }) => apiVersion.includes('.aws.'))
    .filter(({ kind }) => !/^(Route|RolePolicy|.*Association)$/.test(kind));
  expect(takesTags.length).toBeGreaterThan(10);
  for (const object of takesTags) {
    expect([stringAt(object, 'metadata', 'name'), recordAt(object, 'spec', 'forProvider', 'tags')]).toEqual([
      object.metadata.name,
      {
        Name: `platform/gpu/${object.metadata.name.slice('gpu-'.length)}`,
        'cost-centre': '42',
        project: 'digits',
        'crosstrain.dev/namespace': 'platform',
        'crosstrain.dev/trainingnetwork': 'gpu',
      },
    ]);
  }
});

describe('one object, whole', () => {
  test.each([
    {
      because: 'nothing starts with a public address by itself',
      key: 'subnet-private-us-east-1b',
      kind: 'Subnet',
      forProvider: {
        region: 'us-east-1',
        vpcIdRef: { name: 'gpu-vpc' },
        availabilityZone: 'us-east-1b',
        cidrBlock: '10.0.32.0/19',
        mapPublicIpOnLaunch: false,
      },
    },
    {
      because: 'private subnets reach the world through the NAT gateway',
      key: 'route-private-egress',
      kind: 'Route',
      forProvider: {
        region: 'us-east-1',
        routeTableIdRef: { name: 'gpu-route-table-private' },
        destinationCidrBlock: '0.0.0.0/0',
        natGatewayIdRef: { name: 'gpu-nat-gateway' },
      },
    },
    {
      because: 'endpoints answer HTTPS from inside alone',
      key: 'endpoint-security-group-https',
      kind: 'SecurityGroupIngressRule',
      forProvider: {
        region: 'us-east-1',
        securityGroupIdRef: { name: 'gpu-endpoint-security-group' },
        description: 'HTTPS from inside the VPC',
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        cidrIpv4: '10.0.0.0/16',
      },
    },
    {
      because: 'all traffic is recorded, refused and accepted',
      key: 'flow-log',
      kind: 'FlowLog',
      forProvider: {
        region: 'us-east-1',
        vpcIdRef: { name: 'gpu-vpc' },
        trafficType: 'ALL',
        maxAggregationInterval: 600,
        logDestinationType: 'cloud-watch-logs',
        logDestinationRef: { name: 'gpu-flow-log-group' },
        iamRoleArnRef: { name: 'gpu-flow-log-role' },
      },
    },
  ])('$key: $because', async ({ key, kind, forProvider }) => {
    const { composed } = await settled(largest);
    const object = asked(composed.get(key));
    const { tags: _, ...found } = recordAt(object.spec, 'forProvider');
    expect({ ...object, spec: { ...recordAt(object.spec), forProvider: found } }).toEqual({
      kind,
      name: `gpu-${key}`,
      spec: { forProvider, providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' } },
    });
  });

  test('the role of the flow log: taken on by that service for this account alone, within the boundary', async () => {
    const { composed } = await settled(network(), policy({ permissionsBoundary: boundary }));
    expect(asked(composed.get('flow-log-role'))).toEqual({
      kind: 'Role',
      name: 'gpu-flow-log-role',
      annotations: { 'crossplane.io/external-name': expect.stringMatching(/^platform-gpu-[0-9a-f]{8}-flow-log$/) },
      spec: {
        forProvider: {
          description: 'Writes the flow log of a VPC',
          assumeRolePolicy:
            '{"Statement":[{"Action":["sts:AssumeRole"],"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}},"Effect":"Allow","Principal":{"Service":"vpc-flow-logs.amazonaws.com"}}],"Version":"2012-10-17"}',
          permissionsBoundary: boundary,
          tags: expect.anything(),
        },
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
      },
    });
  });
});

test('the way out is kept whole until its last piece goes', async () => {
  const { composed } = await settled(network({ zones: ['us-east-1a', 'us-east-1b'] }));
  const usages = [...composed.values()].filter(({ kind }) => kind === 'Usage');
  expect(
    usages.map(({ spec }) => [
      stringAt(spec, 'of', 'resourceRef', 'name'),
      stringAt(spec, 'by', 'resourceRef', 'name'),
      recordAt(spec)['replayDeletion'],
    ]),
  ).toEqual(
    [
      'gpu-nat-gateway',
      'gpu-route-public-egress',
      'gpu-route-table-association-public-us-east-1a',
      'gpu-route-table-association-private-us-east-1a',
      'gpu-route-table-association-private-us-east-1b',
    ]
      .map((name) => [name, 'gpu-route-private-egress', true])
      .toSorted(),
  );
});

test('an existing network is looked at, never touched', async () => {
  const { composed, status } = await settled(existingNetwork());
  expect(
    [...composed.values()].map((object) => [asked(object).annotations, recordAt(object, 'spec')['managementPolicies']]),
  ).toEqual(
    ['subnet-0a0a0a0a0a0a0a0a0', 'subnet-0b0b0b0b0b0b0b0b0', 'vpc-0a1b2c3d4e5f67890'].map((id) => [
      { 'crossplane.io/external-name': id },
      ['Observe'],
    ]),
  );
  expect(status).toMatchObject({
    cost: { hourlyUSD: '0.0000' },
    facts: {
      vpcId: 'vpc-0a1b2c3d4e5f67890',
      subnets: [
        { id: 'subnet-0a0a0a0a0a0a0a0a0', tier: 'Private', zone: 'us-east-1a' },
        { id: 'subnet-0b0b0b0b0b0b0b0b0', tier: 'Private', zone: 'us-east-1b' },
      ],
    },
  });
});

test('it says what it costs', async () => {
  const { status } = await settled(network({ interfaceEndpoints: ['sts'] }));
  expect(status['cost']).toEqual({
    // 0.045 + 0.005 + 0.01, list prices of us-east-1.
    hourlyUSD: '0.0600',
    summary: '$0.06/h',
    parts: [
      { what: 'NAT gateway', usdPerHour: '0.0450' },
      { what: 'public address of the NAT gateway', usdPerHour: '0.0050' },
      { what: 'interface endpoint sts', usdPerHour: '0.0100' },
    ],
    pricesDate: expect.any(String),
  });
});

describe('a network is refused', () => {
  test.each([
    {
      because: 'no policy allows AWS',
      composite: network(),
      policyObject: { ...policy(), data: {} },
      reason: 'OutsidePolicy',
      message: 'spec.cloud: policy has no aws, so nothing may be made in AWS',
    },
    {
      because: 'the region is not one that policy allows',
      composite: network({}, { region: 'eu-west-1', create: { zones: ['eu-west-1a'] } }),
      policyObject: policy(),
      reason: 'OutsidePolicy',
      message: 'spec.region: is eu-west-1, but policy allows only us-east-1',
    },
    {
      because: 'AWS would refuse the range',
      composite: network({ cidr: '10.0.8.0/16' }),
      policyObject: policy(),
      reason: 'InvalidSpec',
      message: 'spec.create.cidr: 10.0.8.0/16 begins inside of a block of that size; use 10.0.0.0/16',
    },
    {
      because: 'its zone is elsewhere',
      composite: network({ zones: ['us-west-2a'] }),
      policyObject: policy(),
      reason: 'InvalidSpec',
      message: 'spec.create.zones[0]: us-west-2a is no zone of region us-east-1',
    },
  ])('because $because', async ({ composite, policyObject, reason, message }) => {
    const { composed, status } = await settled(composite, policyObject);
    expect([composed.size, status['phase'], status['reason'], status['message']]).toEqual([
      0,
      'Refused',
      reason,
      message,
    ]);
    expect(listAt(status, 'waitingFor')).toEqual([]);
  });
});

test('endpoints that policy gave stay when policy names others: nodes use them', () => {
  const before = worldOf([policy({ interfaceEndpoints: ['sts', 'logs'] }), network()], 'TrainingNetwork');
  const made = reconciled(before).world;
  const later = reconciled({ ...made, others: [policy({ interfaceEndpoints: ['ec2', 'kms'] })] }).world;
  const endpoints = (keys: object) => Object.keys(keys).filter((key) => /^endpoint-(sts|logs|ec2|kms)$/.test(key));
  expect(endpoints(made.observed)).toEqual(['endpoint-logs', 'endpoint-sts']);
  // Three zones leave room for three.
  expect(endpoints(later.observed)).toEqual(['endpoint-ec2', 'endpoint-logs', 'endpoint-sts']);
});
