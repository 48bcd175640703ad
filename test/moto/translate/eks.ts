import {
  CreateSecurityGroupCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { input, said, text, without } from './fields.ts';
import type { Clients } from '../clients.ts';
import type { Translation } from './translation.ts';

/** Kinds of clusters; add-ons, access entries, pod identities and identity providers moto does not have. */
export const eks: Readonly<Record<string, Translation>> = {
  Cluster: {
    fields: [
      'region',
      'version',
      'roleArn',
      'vpcConfig',
      'kubernetesNetworkConfig',
      'accessConfig',
      'bootstrapSelfManagedAddons',
      'enabledClusterLogTypes',
      'encryptionConfig',
      'upgradePolicy',
      'tags',
    ],
    create: async ({ name, fields }, aws) => {
      const { vpcConfig, enabledClusterLogTypes, encryptionConfig, ...rest } = without(fields, 'region');
      const vpcId = await network(fields['vpcConfig'], aws);
      await role(text(fields, 'roleArn'), aws);
      await aws.kms.send(new DescribeKeyCommand({ KeyId: stringAt(encryptionConfig, 'provider', 'keyArn') }));
      const made = await aws.eks.send(
        new CreateClusterCommand(
          input({
            ...rest,
            name,
            resourcesVpcConfig: vpcConfig,
            logging: { clusterLogging: [{ types: enabledClusterLogTypes, enabled: true }] },
            encryptionConfig: [encryptionConfig],
          }),
        ),
      );
      const { endpoint, identity, certificateAuthority, status } = said(made.cluster, 'cluster');
      // EKS makes a group of its own, moto does not.
      const group = await aws.ec2.send(
        new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: `eks-cluster-sg-${name}`, Description: 'by EKS' }),
      );
      return {
        id: name,
        facts: {
          arn: made.cluster?.arn,
          status,
          endpoint,
          certificateAuthority: [certificateAuthority],
          identity: [{ oidc: [{ issuer: identity?.oidc?.issuer }] }],
          vpcConfig: { ...recordAt(vpcConfig), vpcId, clusterSecurityGroupId: group.GroupId },
        },
      };
    },
  },

  NodeGroup: {
    fields: [
      'region',
      'clusterName',
      'nodeRoleArn',
      'subnetIds',
      'amiType',
      'capacityType',
      'launchTemplate',
      'scalingConfig',
      'updateConfig',
      'nodeRepairConfig',
      'labels',
      'taint',
      'tags',
    ],
    create: async ({ name, fields }, aws) => {
      const { nodeRoleArn, subnetIds, taint, ...rest } = without(fields, 'region');
      await network(fields, aws);
      await role(text(fields, 'nodeRoleArn'), aws);
      await aws.ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: stringAt(fields, 'launchTemplate', 'id'),
          Versions: [stringAt(fields, 'launchTemplate', 'version') ?? ''],
        }),
      );
      const made = await aws.eks.send(
        new CreateNodegroupCommand(
          input({ ...rest, nodegroupName: name, nodeRole: nodeRoleArn, subnets: subnetIds, taints: taint }),
        ),
      );
      return { id: name, facts: { arn: made.nodegroup?.nodegroupArn, status: made.nodegroup?.status } };
    },
  },
};

// moto takes any subnet, role, key and template by the form of its id; EKS wants them to be there. So they are asked for.

async function network(fields: unknown, { ec2 }: Clients): Promise<string> {
  const ids = listAt(fields, 'subnetIds').map(String);
  const found = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: ids }));
  return said(found.Subnets?.[0]?.VpcId, 'VpcId');
}

async function role(arn: string, { iam }: Clients): Promise<void> {
  await iam.send(new GetRoleCommand({ RoleName: arn.slice(arn.lastIndexOf('/') + 1) }));
}
