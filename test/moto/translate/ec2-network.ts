import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateFlowLogsCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { capitalized, input, said, tagList, text, without } from './fields.ts';
import type { Fields } from '../../../simulator/object.ts';
import type { Translation } from './translation.ts';

/** What a call says of the tags of the thing that it makes. */
export function tagged(type: ResourceType, fields: Fields) {
  return { TagSpecifications: [{ ResourceType: type, Tags: [...tagList(fields)] }] };
}

const call = (fields: Fields) => capitalized(without(fields, 'region', 'tags'));

/** An association of an endpoint is a change of the endpoint. */
const endpointChange = (field: string, change: string): Translation => ({
  fields: ['region', 'vpcEndpointId', field, 'replaceDefaultAssociation'],
  create: async ({ fields }, { ec2 }) => {
    const endpoint = text(fields, 'vpcEndpointId');
    await ec2.send(new ModifyVpcEndpointCommand(input({ VpcEndpointId: endpoint, [change]: [fields[field]] })));
    return { id: `a-${endpoint}-${text(fields, field)}` };
  },
});

/** Kinds of networks. */
export const ec2Network: Readonly<Record<string, Translation>> = {
  EIP: {
    fields: ['region', 'domain', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(new AllocateAddressCommand({ ...call(fields), ...tagged('elastic-ip', fields) }));
      return { id: said(made.AllocationId, 'AllocationId') };
    },
  },

  FlowLog: {
    fields: [
      'region',
      'vpcId',
      'trafficType',
      'maxAggregationInterval',
      'logDestinationType',
      'logDestination',
      'iamRoleArn',
      'tags',
    ],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateFlowLogsCommand(
          input({
            ...call(without(fields, 'vpcId', 'iamRoleArn')),
            ResourceType: 'VPC',
            ResourceIds: [fields['vpcId']],
            DeliverLogsPermissionArn: fields['iamRoleArn'],
            ...tagged('vpc-flow-log', fields),
          }),
        ),
      );
      return { id: said(made.FlowLogIds?.[0], 'FlowLogIds') };
    },
  },

  InternetGateway: {
    fields: ['region', 'vpcId', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(new CreateInternetGatewayCommand(tagged('internet-gateway', fields)));
      const id = said(made.InternetGateway?.InternetGatewayId, 'InternetGatewayId');
      await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: text(fields, 'vpcId') }));
      return { id };
    },
  },

  NATGateway: {
    fields: ['region', 'connectivityType', 'allocationId', 'subnetId', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateNatGatewayCommand(input({ ...call(fields), ...tagged('natgateway', fields) })),
      );
      return { id: said(made.NatGateway?.NatGatewayId, 'NatGatewayId') };
    },
  },

  Route: {
    fields: ['region', 'routeTableId', 'destinationCidrBlock', 'gatewayId', 'natGatewayId'],
    create: async ({ fields }, { ec2 }) => {
      const { natGatewayId } = fields;
      // AWS wants it to be there, moto does not ask.
      if (natGatewayId !== undefined) {
        const { NatGateways = [] } = await ec2.send(
          new DescribeNatGatewaysCommand({ NatGatewayIds: [text(fields, 'natGatewayId')] }),
        );
        if (NatGateways.length === 0) throw new Error(`there is no NAT gateway ${text(fields, 'natGatewayId')}`);
      }
      await ec2.send(new CreateRouteCommand(input(call(fields))));
      return { id: `r-${text(fields, 'routeTableId')}` };
    },
  },

  RouteTable: {
    fields: ['region', 'vpcId', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateRouteTableCommand(input({ ...call(fields), ...tagged('route-table', fields) })),
      );
      return { id: said(made.RouteTable?.RouteTableId, 'RouteTableId') };
    },
  },

  RouteTableAssociation: {
    fields: ['region', 'routeTableId', 'subnetId'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(new AssociateRouteTableCommand(input(call(fields))));
      return { id: said(made.AssociationId, 'AssociationId') };
    },
  },

  Subnet: {
    fields: ['region', 'vpcId', 'availabilityZone', 'cidrBlock', 'mapPublicIpOnLaunch', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const { mapPublicIpOnLaunch, ...rest } = fields;
      const made = await ec2.send(new CreateSubnetCommand(input({ ...call(rest), ...tagged('subnet', fields) })));
      const id = said(made.Subnet?.SubnetId, 'SubnetId');
      await ec2.send(
        new ModifySubnetAttributeCommand({
          SubnetId: id,
          MapPublicIpOnLaunch: { Value: mapPublicIpOnLaunch === true },
        }),
      );
      return { id };
    },
    observe: async (id, { ec2 }) => {
      await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
      return { id };
    },
  },

  VPC: {
    fields: ['region', 'cidrBlock', 'enableDnsSupport', 'enableDnsHostnames', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateVpcCommand({ CidrBlock: text(fields, 'cidrBlock'), ...tagged('vpc', fields) }),
      );
      const id = said(made.Vpc?.VpcId, 'VpcId');
      // One attribute a call: so AWS wants it.
      for (const name of ['enableDnsSupport', 'enableDnsHostnames']) {
        const change = capitalized({ [name]: { value: fields[name] } });
        await ec2.send(new ModifyVpcAttributeCommand({ VpcId: id, ...change }));
      }
      return { id };
    },
    observe: async (id, { ec2 }) => {
      await ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
      return { id };
    },
  },

  VPCEndpoint: {
    fields: ['region', 'vpcId', 'vpcEndpointType', 'serviceName', 'privateDnsEnabled', 'tags'],
    create: async ({ fields }, { ec2 }) => {
      const made = await ec2.send(
        new CreateVpcEndpointCommand(input({ ...call(fields), ...tagged('vpc-endpoint', fields) })),
      );
      return { id: said(made.VpcEndpoint?.VpcEndpointId, 'VpcEndpointId') };
    },
  },
  VPCEndpointRouteTableAssociation: endpointChange('routeTableId', 'AddRouteTableIds'),
  VPCEndpointSecurityGroupAssociation: endpointChange('securityGroupId', 'AddSecurityGroupIds'),
  VPCEndpointSubnetAssociation: endpointChange('subnetId', 'AddSubnetIds'),
};
