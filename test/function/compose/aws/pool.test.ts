import { describe, expect, test } from '@jest/globals';
import { at, listAt, recordAt, stringAt } from '../../../../api/json.ts';
import type { KubernetesObject } from '../../../../simulator/object.ts';
import { composedFor, composite, played } from '../../../support/simulation.ts';
import { schemaErrors } from '../../../support/schema.ts';
import { madeCluster, policy, pool } from './stories.ts';

const everything = { allow: { accelerators: ['L4', 'H100', 'H200', 'T4'] } };
const open = policy({ capacityTypes: ['OnDemand', 'Spot', 'Reserved'] }, everything);

const plays = new Map<string, ReturnType<typeof played>>();

async function settled(
  object: KubernetesObject,
  {
    cluster = madeCluster(),
    policyObject = open,
  }: { cluster?: KubernetesObject; policyObject?: KubernetesObject } = {},
) {
  const objects = [policyObject, cluster, object];
  const name = JSON.stringify(objects);
  const play = plays.get(name) ?? played(objects, { given: ['TrainingCluster'] });
  plays.set(name, play);
  const result = await play;
  return {
    composed: composedFor(result, 'ComputePool', object.metadata.name),
    status: recordAt(composite(result, 'ComputePool', object.metadata.name), 'status'),
  };
}

const forProvider = (object: unknown) => {
  const { tags: _, ...fields } = recordAt(object, 'spec', 'forProvider');
  return fields;
};

const eightH100 = pool({ accelerator: { type: 'H100', count: 8 }, nodes: 2, placement: 'Cluster' });
const block = pool({
  accelerator: { type: 'H200', count: 8 },
  instanceType: 'p5e.48xlarge',
  nodes: 2,
  capacityType: 'Reserved',
  reservation: { type: 'CapacityBlock', id: 'cr-0123456789abcdef0' },
  zone: 'us-east-1b',
});
const reservation = pool({
  capacityType: 'Reserved',
  reservation: { type: 'CapacityReservation', id: 'cr-0123456789abcdef0' },
  zone: 'us-east-1a',
});

describe.each([
  { because: 'four small machines on demand', object: pool(), keys: ['launch-template', 'node-group'] },
  { because: 'spot', object: pool({ capacityType: 'Spot' }), keys: ['launch-template', 'node-group'] },
  {
    because: 'eight accelerators each, close together',
    object: eightH100,
    keys: ['efa-egress', 'efa-ingress', 'efa-security-group', 'launch-template', 'node-group', 'placement-group'],
  },
  {
    because: 'a capacity block',
    object: block,
    keys: ['efa-egress', 'efa-ingress', 'efa-security-group', 'launch-template', 'node-group'],
  },
  { because: 'a reservation', object: reservation, keys: ['launch-template', 'node-group'] },
  {
    because: 'no accelerators',
    object: { ...pool(), spec: { clusterRef: { name: 'gpu' }, instanceType: 'm7g.large', nodes: 0 } },
    keys: ['launch-template', 'node-group'],
  },
])('a pool of $because', ({ object, keys }) => {
  test('settles to Ready, and every object is what its real definition allows', async () => {
    const { composed, status } = await settled(object);
    expect([...composed.keys()].toSorted()).toEqual(keys);
    expect([...composed.values()].flatMap((one) => schemaErrors(one))).toEqual([]);
    expect([status['phase'], listAt(status, 'waitingFor')]).toEqual(['Ready', []]);
  });
});

test('the launch template: tokens one hop far, encrypted disks, tags on all that starts with a machine', async () => {
  const { composed } = await settled(pool());
  const tags = { Name: 'platform/l4-node', 'crosstrain.dev/namespace': 'platform', 'crosstrain.dev/computepool': 'l4' };
  expect(forProvider(composed.get('launch-template'))).toEqual({
    region: 'us-east-1',
    name: expect.stringMatching(/^platform-l4-[0-9a-f]{8}$/),
    description: 'Machines of ComputePool platform/l4',
    updateDefaultVersion: true,
    instanceType: 'g6.xlarge',
    ebsOptimized: 'true',
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          volumeSize: 200,
          volumeType: 'gp3',
          iops: 4000,
          throughput: 600,
          encrypted: 'true',
          deleteOnTermination: 'true',
        },
      },
    ],
    tagSpecifications: [
      { resourceType: 'instance', tags },
      { resourceType: 'volume', tags },
      { resourceType: 'network-interface', tags },
    ],
    userData: expect.any(String),
  });
});

test('the node group: exactly as many machines, from the version that was observed, repaired one by one', async () => {
  const { composed } = await settled(pool());
  const template = composed.get('launch-template');
  expect(forProvider(composed.get('node-group'))).toEqual({
    region: 'us-east-1',
    clusterName: 'platform-gpu-12345678',
    nodeRoleArn: 'arn:aws:iam::111122223333:role/platform-gpu-12345678-node',
    subnetIds: ['subnet-0a0a0a0a0a0a0a0a0', 'subnet-0b0b0b0b0b0b0b0b0'],
    amiType: 'AL2023_x86_64_NVIDIA',
    capacityType: 'ON_DEMAND',
    launchTemplate: { id: stringAt(template, 'status', 'atProvider', 'id'), version: '1' },
    scalingConfig: { minSize: 4, desiredSize: 4, maxSize: 4 },
    labels: { 'crosstrain.dev/pool': expect.stringContaining('platform-l4'), 'nvidia.com/gpu.present': 'true' },
    taint: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
    updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
    nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 1 },
  });
});

test("machines with EFA: an interface a card, in one subnet, with the cluster's group and their own", async () => {
  const { composed } = await settled(eightH100);
  const template = forProvider(composed.get('launch-template'));
  const interfaces = listAt(template, 'networkInterfaces');
  const groups = [stringAt(composed.get('efa-security-group'), 'status', 'atProvider', 'id'), 'sg-0c0c0c0c0c0c0c0c0'];
  expect(interfaces.length).toBe(32);
  expect(interfaces.slice(0, 2)).toEqual([
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'efa', deleteOnTermination: 'true', securityGroups: groups },
    {
      networkCardIndex: 1,
      deviceIndex: 1,
      interfaceType: 'efa-only',
      deleteOnTermination: 'true',
      securityGroups: groups,
    },
  ]);
  expect(at(template, 'placement', 'groupName')).toBe(
    composed.get('placement-group')?.metadata.annotations?.['crossplane.io/external-name'],
  );
  expect(at(forProvider(composed.get('node-group')), 'subnetIds')).toEqual(['subnet-0a0a0a0a0a0a0a0a0']);
});

test.each([
  {
    because: "spot is EKS' own business",
    object: pool({ capacityType: 'Spot' }),
    capacityType: 'SPOT',
    market: undefined,
    target: undefined,
  },
  {
    because: 'a block is a market of its own, and nothing else may be taken',
    object: block,
    capacityType: 'CAPACITY_BLOCK',
    market: { marketType: 'capacity-block' },
    target: {
      capacityReservationPreference: 'capacity-reservations-only',
      capacityReservationTarget: { capacityReservationId: 'cr-0123456789abcdef0' },
    },
  },
  {
    because: 'a reservation is on demand, at its place',
    object: reservation,
    capacityType: 'ON_DEMAND',
    market: undefined,
    target: { capacityReservationTarget: { capacityReservationId: 'cr-0123456789abcdef0' } },
  },
])('how machines are bought: $because', async ({ object, capacityType, market, target }) => {
  const { composed } = await settled(object);
  const template = forProvider(composed.get('launch-template'));
  expect([
    forProvider(composed.get('node-group'))['capacityType'],
    template['instanceMarketOptions'],
    template['capacityReservationSpecification'],
  ]).toEqual([capacityType, market, target]);
});

test.each([
  { missing: 'endpoint', waits: 'facts.aws.endpoint of TrainingCluster platform/gpu' },
  { missing: 'nodeRoleArn', waits: 'facts.aws.nodeRoleArn of TrainingCluster platform/gpu' },
  { missing: 'privateSubnets', waits: 'facts.aws.privateSubnets of TrainingCluster platform/gpu' },
])('no machine starts before the cluster says its $missing', async ({ missing, waits }) => {
  const { composed, status } = await settled(pool(), { cluster: madeCluster([missing]) });
  expect([...composed.keys()]).toEqual(['launch-template']);
  expect([status['phase'], listAt(status, 'waitingFor')]).toEqual([
    'Provisioning',
    [{ resource: 'node-group', fact: waits }],
  ]);
});

test('it says which machine was chosen, why not the others, and what it costs', async () => {
  const { status } = await settled(pool());
  expect(at(status, 'plan', 'offer')).toEqual({
    instanceType: 'g6.xlarge',
    accelerator: 'L4',
    count: 1,
    usdPerHour: '0.8048',
    efaInterfaces: 0,
  });
  expect(listAt(status, 'plan', 'rejected').slice(0, 2)).toEqual([
    { instanceType: 'g6.16xlarge', reason: 'costs $2.59 per hour more' },
    { instanceType: 'g6.2xlarge', reason: 'costs $0.17 per hour more' },
  ]);
  expect(status['cost']).toEqual({
    // 4 × 0.8048, and 4 disks: in a month of 730 hours 200 GiB at 0.08, 1000 further operations a second at 0.005, and 475
    // further MiB a second at 0.04.
    hourlyUSD: '3.4384',
    summary: '$3.44/h',
    parts: [
      { what: 'machines', usdPerHour: '3.2192' },
      { what: 'disks', usdPerHour: '0.2192' },
    ],
    pricesDate: '2026-07-20',
  });
  expect(status['machines']).toBe('4×g6.xlarge OnDemand');
});

describe('a pool is refused', () => {
  test.each([
    {
      because: 'policy does not allow spot',
      object: pool({ capacityType: 'Spot' }),
      policyObject: policy({}, everything),
      message: 'spec.capacityType: is Spot, but policy allows only OnDemand',
    },
    {
      because: 'policy does not allow the accelerator',
      object: pool(),
      policyObject: policy(),
      message: 'spec.accelerator.type: is L4, but policy allows only none',
    },
    {
      because: 'no machine has so many',
      object: pool({ accelerator: { type: 'L4', count: 2 } }),
      message: 'spec.accelerator: no machine in AWS us-east-1 has 2×L4; there are 1, 4, 8',
    },
    {
      because: 'the machine that is named has others',
      object: pool({ instanceType: 'g4dn.xlarge' }),
      message: 'spec.accelerator: g4dn.xlarge has 1×T4, not 1×L4',
    },
    {
      because: 'the cluster is not in that zone',
      object: pool({ zone: 'us-east-1f' }),
      message: 'spec.zone: the cluster has no subnet in us-east-1f; it has us-east-1a, us-east-1b',
    },
    {
      because: 'it costs more than policy lets an hour cost',
      object: pool(),
      policyObject: policy({}, { ...everything, caps: { maxHourlyUSD: '3.00' } }),
      message: "spec.nodes: the pool costs $3.44 per hour, but the policy's caps.maxHourlyUSD is $3.00",
    },
    {
      because: "the cluster is another team's",
      object: {
        ...pool({ clusterRef: { name: 'gpu', namespace: 'platform' } }),
        metadata: { name: 'l4', namespace: 'team-vision' },
      },
      message:
        'spec.clusterRef: TrainingCluster platform/gpu is not shared with namespace team-vision; add it to its spec.allowedNamespaces',
    },
    {
      because: "nodes of a cluster that was there already are somebody else's",
      object: pool(),
      cluster: { ...madeCluster(), spec: { existing: { kubeconfigSecretRef: { name: 'gpu' } } } },
      message:
        "spec.clusterRef: TrainingCluster platform/gpu was not made by crosstrain; its nodes are somebody else's",
    },
  ])('because $because', async ({ object, policyObject = open, cluster = madeCluster(), message }) => {
    const { composed, status } = await settled(object, { policyObject, cluster });
    expect([composed.size, status['phase'], status['message']]).toEqual([0, 'Refused', message]);
  });
});

test('machines that exist are not replaced because prices, policy or crosstrain change', async () => {
  const first = await played([open, madeCluster(), pool()], { given: ['TrainingCluster'] });
  const before = composedFor(first, 'ComputePool', 'l4');
  // The same objects under a policy that would choose and allow something else now.
  const later = policy({
    capacityTypes: ['Spot'],
    permissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
    tags: { new: 'tag' },
  });
  const rest = first.cluster.objects().filter(({ kind }) => kind !== 'EnvironmentConfig');
  const second = await played([later, ...rest], { given: ['TrainingCluster'] });
  const after = composedFor(second, 'ComputePool', 'l4');
  for (const key of ['launch-template', 'node-group']) {
    expect(recordAt(after.get(key), 'spec')).toEqual(recordAt(before.get(key), 'spec'));
  }
  expect(at(composite(second, 'ComputePool', 'l4'), 'status', 'phase')).toBe('Ready');
});
