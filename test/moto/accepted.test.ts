import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeFlowLogsCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeClusterCommand, DescribeNodegroupCommand } from '@aws-sdk/client-eks';
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { recordAt, stringAt } from '../../api/json.ts';
import { cluster, clusterPolicy, network, pool } from '../function/compose/aws/stories.ts';
import { composite } from '../support/simulation.ts';
import { accountId, clients, emptied } from './clients.ts';
import { idOf, playedInMoto, refusals } from './play.ts';
import { onlySimulated, translations } from './translate/index.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Settled } from '../../simulator/settle.ts';

const aws = clients();
const phase = (result: Settled, kind: string, name: string) =>
  stringAt(composite(result, kind, name), 'status', 'phase');

/** In the account that moto has, with AWS' own policy as the boundary: one that is sure to be there. */
const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
const policy = () =>
  clusterPolicy(
    { accountId, permissionsBoundary: boundary },
    { allow: { accelerators: ['A100', 'L4'], uriPrefixes: ['s3://example-data'] } },
  );

const run = () => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace: 'platform' },
  spec: {
    trainer: { recipe: 'digits-cnn' },
    cluster: { ref: { name: 'gpu' } },
    pool: { ref: { name: 'l4' } },
    accelerator: { type: 'A100', count: 8 },
    workers: 2,
    data: { inputs: [{ name: 'images', uri: 's3://example-data/images' }] },
    secrets: [{ name: 'token', key: 'hub/token', mountPath: '/secrets/hub' }],
  },
});

describe('the largest network', () => {
  let result: Settled;
  beforeAll(async () => {
    await emptied();
    result = await playedInMoto([policy(), network({ interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'sts'] })]);
  });
  const id = (key: string) => idOf(result, `gpu-${key}`);
  const inVPC = () => ({ Filters: [{ Name: 'vpc-id', Values: [id('vpc')] }] });

  test('is taken whole', () => {
    expect(refusals(result)).toEqual([]);
    expect(phase(result, 'TrainingNetwork', 'gpu')).toBe('Ready');
  });

  test('has a subnet for the machines of each zone and one for the way out; none gives public addresses', async () => {
    const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand(inVPC()));
    const found = Subnets.map((one) => [one.AvailabilityZone, one.CidrBlock, one.MapPublicIpOnLaunch]);
    expect(found.toSorted()).toEqual([
      ['us-east-1a', '10.0.0.0/19', false],
      ['us-east-1a', '10.0.224.0/22', false],
      ['us-east-1b', '10.0.32.0/19', false],
      ['us-east-1c', '10.0.64.0/19', false],
    ]);
  });

  test('leads private subnets through the NAT gateway, and its own through the internet gateway', async () => {
    const { RouteTables = [] } = await aws.ec2.send(new DescribeRouteTablesCommand(inVPC()));
    const out = (key: string) =>
      RouteTables.find((table) => table.RouteTableId === id(`route-table-${key}`))
        ?.Routes?.filter((route) => route.DestinationCidrBlock === '0.0.0.0/0')
        .map((route) => route.NatGatewayId ?? route.GatewayId);
    expect([out('private'), out('public')]).toEqual([[id('nat-gateway')], [id('internet-gateway')]]);
    const { NatGateways = [] } = await aws.ec2.send(new DescribeNatGatewaysCommand({}));
    expect(
      NatGateways.map(({ SubnetId, NatGatewayAddresses }) => [SubnetId, NatGatewayAddresses?.[0]?.AllocationId]),
    ).toEqual([[id('subnet-public-us-east-1a'), id('nat-address')]]);
  });

  test('reaches S3 by the route table, and the services that were named over TLS from inside alone', async () => {
    const { VpcEndpoints = [] } = await aws.ec2.send(new DescribeVpcEndpointsCommand({}));
    expect(
      VpcEndpoints.map((one) => [
        one.ServiceName,
        one.VpcEndpointType,
        one.RouteTableIds ?? [],
        one.SubnetIds ?? [],
        one.PrivateDnsEnabled,
      ]).toSorted(),
    ).toEqual([
      ...['ecr.api', 'ecr.dkr'].map((service) => [
        `com.amazonaws.us-east-1.${service}`,
        'Interface',
        [],
        [id('subnet-private-us-east-1a')],
        true,
      ]),
      ['com.amazonaws.us-east-1.s3', 'Gateway', [id('route-table-private')], [], expect.anything()],
      ['com.amazonaws.us-east-1.sts', 'Interface', [], [id('subnet-private-us-east-1a')], true],
    ]);
    const { SecurityGroupRules = [] } = await aws.ec2.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [id('endpoint-security-group')] }],
      }),
    );
    expect(
      SecurityGroupRules.map((rule) => [rule.IsEgress, rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIpv4]),
    ).toEqual([[false, 'tcp', 443, 443, '10.0.0.0/16']]);
  });

  test('logs who spoke to whom, into a group that forgets', async () => {
    const { FlowLogs = [] } = await aws.ec2.send(new DescribeFlowLogsCommand({}));
    expect(FlowLogs.map((one) => [one.ResourceId, one.TrafficType, one.MaxAggregationInterval])).toEqual([
      [id('vpc'), 'ALL', 600],
    ]);
    const { logGroups = [] } = await aws.logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: id('flow-log-group') }),
    );
    expect(logGroups.map(({ retentionInDays }) => retentionInDays)).toEqual([30]);
  });
});

describe('a cluster with its own network, and a pool of machines that speak EFA', () => {
  let result: Settled;
  beforeAll(async () => {
    await emptied();
    result = await playedInMoto([
      policy(),
      cluster(),
      pool({ accelerator: { type: 'A100', count: 8 }, nodes: 2, placement: 'Cluster' }),
      run(),
    ]);
  });
  const id = (name: string) => idOf(result, name);
  const facts = () => recordAt(composite(result, 'TrainingCluster', 'gpu'), 'status', 'facts', 'aws');

  test('is taken whole', () => {
    expect(refusals(result)).toEqual([]);
    expect(phase(result, 'TrainingCluster', 'gpu')).toBe('Ready');
    expect(phase(result, 'ComputePool', 'l4')).toBe('Ready');
    expect(phase(result, 'TrainingRun', 'digits')).toBe('Running');
  });

  test('every kind of AWS is one that moto has, or named as one that it has not', () => {
    const isOfAWS = ({ apiVersion }: KubernetesObject) => apiVersion.includes('.aws.m.upbound.io/');
    const kinds = new Set(
      result.cluster
        .objects()
        .filter(isOfAWS)
        .map((object) => object.kind),
    );
    const untranslated = [...kinds].filter((kind) => translations[kind] === undefined);
    expect(untranslated.toSorted()).toEqual([...onlySimulated]);
  });

  test('the control plane encrypts Secrets with the key, logs, and stands in both private subnets', async () => {
    const { cluster: made } = await aws.eks.send(new DescribeClusterCommand({ name: id('gpu-cluster') }));
    expect(made).toMatchObject({
      version: '1.34',
      roleArn: expect.stringMatching(/-cluster$/),
      encryptionConfig: [{ provider: { keyArn: facts()['keyArn'] }, resources: ['secrets'] }],
      logging: {
        clusterLogging: [{ types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], enabled: true }],
      },
      resourcesVpcConfig: {
        subnetIds: [id('gpu-network-subnet-private-us-east-1a'), id('gpu-network-subnet-private-us-east-1b')],
        endpointPrivateAccess: true,
        publicAccessCidrs: ['203.0.113.0/24'],
      },
    });
    const { KeyRotationEnabled } = await aws.kms.send(new GetKeyRotationStatusCommand({ KeyId: id('gpu-key') }));
    expect(KeyRotationEnabled).toBe(true);
  });

  test('each role is bounded, and has the policies of AWS that it needs', async () => {
    const roles = await Promise.all(
      ['cluster', 'node', 'cni'].map(async (key) => {
        const RoleName = id(`gpu-${key}-role`);
        const { Role } = await aws.iam.send(new GetRoleCommand({ RoleName }));
        const { AttachedPolicies } = await aws.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
        const names = AttachedPolicies?.map(({ PolicyName }) => PolicyName).toSorted();
        return [key, Role?.PermissionsBoundary?.PermissionsBoundaryArn, names];
      }),
    );
    expect(roles).toEqual([
      ['cluster', boundary, ['AmazonEKSClusterPolicy']],
      ['node', boundary, ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEKSWorkerNodePolicy']],
      ['cni', boundary, ['AmazonEKS_CNI_Policy']],
    ]);
  });

  test("a run's role has one policy, with what the run may do", async () => {
    const RoleName = id('digits-cloud-role');
    const { PolicyNames } = await aws.iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).toEqual(['digits-cloud-role-policy']);
    const { PolicyDocument = '' } = await aws.iam.send(
      new GetRolePolicyCommand({ RoleName, PolicyName: 'digits-cloud-role-policy' }),
    );
    const ids = JSON.parse(decodeURIComponent(PolicyDocument)).Statement.map(({ Sid }: { Sid: string }) => Sid);
    expect(ids).toEqual([
      expect.stringMatching(/^List/),
      expect.stringMatching(/^List/),
      'ReadInputs',
      'WriteArtifacts',
      'UseKeyThroughS3',
      'ReadSecrets',
    ]);
  });

  test('machines answer with metadata one hop far, to tokens; disks are encrypted; EFA has one address', async () => {
    const template = await aws.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id('l4-launch-template'), Versions: ['1'] }),
    );
    const data = template.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
    expect(data?.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(data?.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.Encrypted)).toEqual([true]);
    const groups = [id('l4-efa-security-group'), facts()['clusterSecurityGroupId']];
    expect(
      data?.NetworkInterfaces?.map((one) => [one.NetworkCardIndex, one.DeviceIndex, one.InterfaceType, one.Groups]),
    ).toEqual([
      [0, 0, 'efa', groups],
      [1, 1, 'efa-only', groups],
      [2, 1, 'efa-only', groups],
      [3, 1, 'efa-only', groups],
    ]);
    const { nodegroup } = await aws.eks.send(
      new DescribeNodegroupCommand({ clusterName: id('gpu-cluster'), nodegroupName: id('l4-node-group') }),
    );
    expect(nodegroup).toMatchObject({
      amiType: 'AL2023_x86_64_NVIDIA',
      capacityType: 'ON_DEMAND',
      launchTemplate: { id: id('l4-launch-template'), version: '1' },
      scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 2 },
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
    });
  });

  test('the bucket is versioned, encrypted with the key, closed to the public, and forgets what was replaced', async () => {
    const Bucket = id('gpu-bucket');
    const { Status } = await aws.s3.send(new GetBucketVersioningCommand({ Bucket }));
    const { ServerSideEncryptionConfiguration } = await aws.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const { PublicAccessBlockConfiguration } = await aws.s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    const { Rules } = await aws.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const { Policy = '' } = await aws.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(Status).toBe('Enabled');
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: facts()['keyArn'] },
        BucketKeyEnabled: true,
      },
    ]);
    expect(new Set(Object.values(PublicAccessBlockConfiguration ?? {}))).toEqual(new Set([true]));
    expect(Rules).toMatchObject([
      {
        ID: 'what-was-replaced',
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]);
    expect(JSON.parse(Policy).Statement.map((one: { Sid: string; Effect: string }) => [one.Sid, one.Effect])).toEqual([
      ['OverTLSAlone', 'Deny'],
      ['WithThisKeyAlone', 'Deny'],
    ]);
  });
});

test('a network that is there is found by its ids', async () => {
  await emptied();
  const { Vpc } = await aws.ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const subnets = await Promise.all(
    ['a', 'b'].map(async (letter, index) => {
      const zone = `us-east-1${letter}`;
      const { Subnet } = await aws.ec2.send(
        new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: zone }),
      );
      return { id: Subnet?.SubnetId ?? '', zone };
    }),
  );
  const spec = { create: undefined, existing: { vpcId: VpcId, privateSubnets: subnets } };
  const result = await playedInMoto([policy(), network({}, spec)]);
  expect([refusals(result), phase(result, 'TrainingNetwork', 'gpu')]).toEqual([[], 'Ready']);
});
