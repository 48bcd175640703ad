import { describe, expect, test } from '@jest/globals';
import { deletionRefusal } from '../../simulator/providers/aws/refusals.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { cluster, clusterPolicy, pool, run } from '../function/compose/aws/stories.ts';
import { played } from '../support/simulation.ts';

/** All that is made for a shared cluster with a pool of EFA machines and a run that trains on it. */
const story = played(
  [
    clusterPolicy({ interfaceEndpoints: ['sts'] }, { allow: { accelerators: ['A100'] } }),
    cluster({}, { allowedNamespaces: ['team-a', 'team-b', 'team-c', 'team-d'] }),
    pool({ accelerator: { type: 'A100', count: 8 }, nodes: 2, placement: 'Cluster' }),
    run(),
  ],
  { providers: providersInTraining },
).then(({ cluster: there }) => there.objects().filter(({ kind }) => kind !== 'EnvironmentConfig'));

/** Of which S3 says that they hold objects. */
const fullBuckets = new Set(['simulated']);

describe('AWS refuses to delete', () => {
  test.each([
    { kind: 'VPC', key: 'gpu-network-vpc', code: 'DependencyViolation', because: 'it has subnets' },
    {
      kind: 'Subnet',
      key: 'gpu-network-subnet-private-us-east-1a',
      code: 'DependencyViolation',
      because: 'interfaces of the control plane, of endpoints and of machines stand in it',
    },
    {
      kind: 'Subnet',
      key: 'gpu-network-subnet-public-us-east-1a',
      code: 'DependencyViolation',
      because: "the NAT gateway's interface stands in it",
    },
    { kind: 'EIP', key: 'gpu-network-nat-address', code: 'InvalidIPAddress.InUse', because: 'the NAT gateway has it' },
    {
      kind: 'InternetGateway',
      key: 'gpu-network-internet-gateway',
      code: 'DependencyViolation',
      because: 'there are public addresses',
    },
    {
      kind: 'RouteTable',
      key: 'gpu-network-route-table-private',
      code: 'DependencyViolation',
      because: 'subnets use it',
    },
    { kind: 'Cluster', key: 'gpu-cluster', code: 'ResourceInUseException', because: 'it has node groups' },
    { kind: 'Role', key: 'gpu-network-flow-log-role', code: 'DeleteConflict', because: 'it has a policy' },
    { kind: 'Role', key: 'digits-cloud-role', code: 'DeleteConflict', because: 'it has a policy' },
    { kind: 'Key', key: 'gpu-key', code: 'KeyInUse', because: 'Secrets and bucket are encrypted with it' },
    {
      kind: 'PlacementGroup',
      key: 'l4-placement-group',
      code: 'InvalidPlacementGroup.InUse',
      because: 'machines start in it',
    },
    { kind: 'SecurityGroup', key: 'l4-efa-security-group', code: 'DependencyViolation', because: 'machines have it' },
  ])('$kind $key: $because', async ({ kind, key, code }) => {
    const objects = await story;
    const object = objects.find((one) => one.kind === kind && one.metadata.name === key);
    if (object === undefined) throw new Error(`there is no ${kind} ${key}`);
    const others = objects.filter((one) => one !== object);
    expect(deletionRefusal(object, others)).toMatch(new RegExp(`^${code}: `));
    expect(deletionRefusal(object, [])).toBeUndefined();
  });

  test('Bucket: it has objects, unless it may be emptied first', () => {
    const bucket = (forceDestroy: boolean) => ({
      apiVersion: 's3.aws.m.upbound.io/v1beta1',
      kind: 'Bucket',
      metadata: { name: 'b', namespace: 'platform' },
      status: { atProvider: { id: 'simulated', forceDestroy } },
    });
    const said = [false, true].map((force) => deletionRefusal(bucket(force), [], { fullBuckets }));
    expect(said).toEqual(['BucketNotEmpty: The bucket you tried to delete is not empty', undefined]);
  });
});
