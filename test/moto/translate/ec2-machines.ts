import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { listAt, recordAt } from '../../../api/json.ts';
import { tagged } from './ec2-network.ts';
import { capitalized, input, said, tagList, text, without } from './fields.ts';
import type { Fields } from '../../../simulator/object.ts';
import type { Translation } from './translation.ts';

const ruleFields = [
  'region',
  'securityGroupId',
  'referencedSecurityGroupId',
  'cidrIpv4',
  'description',
  'ipProtocol',
  'fromPort',
  'toPort',
  'tags',
];

function permission(fields: Fields): Fields {
  const { description, cidrIpv4, referencedSecurityGroupId } = fields;
  const Description = description;
  return {
    GroupId: fields['securityGroupId'],
    IpPermissions: [
      {
        ...capitalized({ ipProtocol: fields['ipProtocol'], fromPort: fields['fromPort'], toPort: fields['toPort'] }),
        ...(cidrIpv4 !== undefined && { IpRanges: [{ CidrIp: cidrIpv4, Description }] }),
        ...(referencedSecurityGroupId !== undefined && {
          UserIdGroupPairs: [{ GroupId: referencedSecurityGroupId, Description }],
        }),
      },
    ],
    ...tagged('security-group-rule', fields),
  };
}

/** Kinds of machines and of what may speak to them. */
export const ec2Machines: Readonly<Record<string, Translation>> = {
  LaunchTemplate: {
    fields: [
      'region',
      'name',
      'description',
      'updateDefaultVersion',
      'instanceType',
      'ebsOptimized',
      'metadataOptions',
      'blockDeviceMappings',
      'placement',
      'networkInterfaces',
      'capacityReservationSpecification',
      'instanceMarketOptions',
      'tagSpecifications',
      'userData',
      'tags',
    ],
    create: async ({ fields }, { ec2 }) => {
      const { name, description, networkInterfaces, tagSpecifications, ...data } = without(
        fields,
        'region',
        'tags',
        // There is only one version yet.
        'updateDefaultVersion',
      );
      const interfaces = listAt({ networkInterfaces }, 'networkInterfaces').map((one) => {
        const { securityGroups, ...rest } = recordAt(one);
        return { ...capitalized(rest), Groups: securityGroups };
      });
      const tags = listAt({ tagSpecifications }, 'tagSpecifications').map((one) => ({
        ResourceType: recordAt(one)['resourceType'],
        Tags: tagList(recordAt(one)),
      }));
      const made = await ec2.send(
        new CreateLaunchTemplateCommand(
          input({
            LaunchTemplateName: name,
            VersionDescription: description,
            LaunchTemplateData: {
              ...capitalized(data),
              ...(interfaces.length > 0 && { NetworkInterfaces: interfaces }),
              TagSpecifications: tags,
            },
            ...tagged('launch-template', fields),
          }),
        ),
      );
      const template = said(made.LaunchTemplate, 'LaunchTemplate');
      const latestVersion = said(template.LatestVersionNumber, 'LatestVersionNumber');
      return { id: said(template.LaunchTemplateId, 'LaunchTemplateId'), facts: { latestVersion } };
    },
  },

  SecurityGroup: {
    fields: ['region', 'vpcId', 'name', 'description', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateSecurityGroupCommand({
          VpcId: text(fields, 'vpcId'),
          GroupName: text(fields, 'name'),
          Description: text(fields, 'description'),
          ...tagged('security-group', fields),
        }),
      );
      const id = said(made.GroupId, 'GroupId');
      // As the provider does: AWS lets every new group speak to all the world.
      const everywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
      await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: [everywhere] }));
      return { id };
    },
  },

  SecurityGroupEgressRule: {
    fields: ruleFields,
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(new AuthorizeSecurityGroupEgressCommand(input(permission(fields))));
      return { id: said(made.SecurityGroupRules?.[0]?.SecurityGroupRuleId, 'SecurityGroupRuleId') };
    },
  },

  SecurityGroupIngressRule: {
    fields: ruleFields,
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(new AuthorizeSecurityGroupIngressCommand(input(permission(fields))));
      return { id: said(made.SecurityGroupRules?.[0]?.SecurityGroupRuleId, 'SecurityGroupRuleId') };
    },
  },
};
