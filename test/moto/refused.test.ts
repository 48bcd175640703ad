import { beforeEach, describe, expect, test } from '@jest/globals';
import { stringAt } from '../../api/json.ts';
import { cluster, clusterPolicy, existingNetwork } from '../function/compose/aws/stories.ts';
import { composite } from '../support/simulation.ts';
import { accountId, emptied } from './clients.ts';
import { playedInMoto, refusals } from './play.ts';
import type { Fields } from '../../simulator/object.ts';

beforeEach(emptied);

/** Mistakes that are planted into what is composed: if AWS' judge took them, its word on the rest would be worth nothing. */
const mistakes: readonly {
  readonly because: string;
  readonly name: string;
  readonly change: (fields: Fields) => Fields;
  readonly words: string;
}[] = [
  {
    because: 'its addresses are not those of the VPC',
    name: 'gpu-network-subnet-private-us-east-1b',
    change: () => ({ cidrBlock: '10.9.0.0/19' }),
    words: "InvalidSubnet.Range: The CIDR '10.9.0.0/19' is invalid.",
  },
  {
    because: "it shares addresses with another zone's",
    name: 'gpu-network-subnet-private-us-east-1b',
    change: () => ({ cidrBlock: '10.0.0.0/19' }),
    words: "InvalidSubnet.Conflict: The CIDR '10.0.0.0/19' conflicts with another subnet",
  },
  {
    because: 'an action in its policy names no service',
    name: 'gpu-network-flow-log-role-policy',
    change: ({ policy }) => ({ policy: String(policy).replace('logs:PutLogEvents', 'PutLogEvents') }),
    words:
      'MalformedPolicyDocumentException: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  },
  {
    because: "there is no such policy of AWS'",
    name: 'gpu-node-role',
    change: () => ({ managedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEKSWorkerNodesPolicy'] }),
    words:
      'NoSuchEntityException: Policy arn:aws:iam::aws:policy/AmazonEKSWorkerNodesPolicy does not exist or is not attachable.',
  },
  {
    because: 'the NAT gateway that it leads to is not there',
    name: 'gpu-network-route-private-egress',
    change: () => ({ natGatewayIdRef: undefined, natGatewayId: 'nat-0123456789abcdef0' }),
    words: 'Error: there is no NAT gateway nat-0123456789abcdef0',
  },
  {
    because: 'its launch template has no such version',
    name: 'gpu-node-group-system',
    change: ({ launchTemplate }) => ({ launchTemplate: { ...Object(launchTemplate), version: '7' } }),
    words: 'InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 7',
  },
  {
    because: 'the bucket that it names is not there',
    name: 'gpu-bucket-versioning',
    change: () => ({ bucketRef: undefined, bucket: 'another' }),
    words: 'NoSuchBucket: The specified bucket does not exist',
  },
];

describe('AWS refuses what is planted', () => {
  test.each(mistakes)('$name: $because', async ({ name, change, words }) => {
    const plant = ({ metadata }: { metadata: { name: string } }, fields: Fields): Fields =>
      metadata.name === name ? defined({ ...fields, ...change(fields) }) : fields;
    const result = await playedInMoto([clusterPolicy({ accountId }), cluster()], plant);
    const refused = refusals(result).filter((line) => line.includes(` ${name}: create failed`));
    expect(refused).toEqual([expect.stringContaining(`create failed: ${words}`)]);
    expect(stringAt(composite(result, 'TrainingCluster', 'gpu'), 'status', 'phase')).toBe('Provisioning');
  });
});

test('a network whose ids are wrong never gets ready, and says which', async () => {
  const result = await playedInMoto([clusterPolicy({ accountId }), existingNetwork()]);
  expect(refusals(result).map((line) => line.replace(/^.*create failed: /, ''))).toEqual([
    "InvalidSubnetID.NotFound: The subnet ID 'subnet-0a0a0a0a0a0a0a0a0' does not exist",
    "InvalidSubnetID.NotFound: The subnet ID 'subnet-0b0b0b0b0b0b0b0b0' does not exist",
    "InvalidVpcID.NotFound: VpcID {'vpc-0a1b2c3d4e5f67890'} does not exist.",
  ]);
  expect(stringAt(composite(result, 'TrainingNetwork', 'gpu'), 'status', 'phase')).toBe('Provisioning');
});

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
