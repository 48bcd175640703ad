import { networkKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import type { CreatedNetwork, ExistingNetwork, NetworkPlan } from '../../plan/aws/network.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { usage } from '../usage.ts';
import { interfaceEndpoints } from './endpoints.ts';
import { flowLog } from './flow-log.ts';
import { apiVersionOf, managedResource, objectName, type AWSKind } from './managed-resource.ts';

/** The objects of a network. They refer to each other by name, so that the provider itself waits where it must. */
export function composeNetwork(plan: NetworkPlan, settings: AWSSettings): readonly Resource[] {
  return plan.type === 'Existing' ? existing(plan, settings) : created(plan, settings);
}

function created(plan: CreatedNetwork, settings: AWSSettings): readonly Resource[] {
  const ref = (key: string) => ({ name: objectName(settings.owner.name, key) });
  const vpcIdRef = ref(keys.vpc);
  const everywhere = '0.0.0.0/0';
  const { zone } = plan.publicSubnet;
  const add = (kind: AWSKind, key: string, forProvider: Readonly<Record<string, unknown>>): Resource => ({
    key,
    manifest: managedResource(settings, { kind, key, forProvider }),
    needs: [],
  });
  return [
    add('VPC', keys.vpc, { cidrBlock: plan.cidr, enableDnsSupport: true, enableDnsHostnames: true }),

    add('InternetGateway', keys.internetGateway, { vpcIdRef }),
    add('Subnet', keys.publicSubnet(zone), {
      vpcIdRef,
      availabilityZone: zone,
      cidrBlock: plan.publicSubnet.cidr,
      mapPublicIpOnLaunch: false,
    }),
    add('RouteTable', keys.routeTable('public'), { vpcIdRef }),
    add('Route', keys.egressRoute('public'), {
      routeTableIdRef: ref(keys.routeTable('public')),
      destinationCidrBlock: everywhere,
      gatewayIdRef: ref(keys.internetGateway),
    }),
    add('RouteTableAssociation', keys.routeTableAssociation('public', zone), {
      routeTableIdRef: ref(keys.routeTable('public')),
      subnetIdRef: ref(keys.publicSubnet(zone)),
    }),

    add('EIP', keys.natAddress, { domain: 'vpc' }),
    add('NATGateway', keys.natGateway, {
      connectivityType: 'public',
      allocationIdRef: ref(keys.natAddress),
      subnetIdRef: ref(keys.publicSubnet(zone)),
    }),
    add('RouteTable', keys.routeTable('private'), { vpcIdRef }),
    add('Route', keys.egressRoute('private'), {
      routeTableIdRef: ref(keys.routeTable('private')),
      destinationCidrBlock: everywhere,
      natGatewayIdRef: ref(keys.natGateway),
    }),
    ...plan.privateSubnets.flatMap((subnet) => [
      add('Subnet', keys.privateSubnet(subnet.zone), {
        vpcIdRef,
        availabilityZone: subnet.zone,
        cidrBlock: subnet.cidr,
        mapPublicIpOnLaunch: false,
      }),
      add('RouteTableAssociation', keys.routeTableAssociation('private', subnet.zone), {
        routeTableIdRef: ref(keys.routeTable('private')),
        subnetIdRef: ref(keys.privateSubnet(subnet.zone)),
      }),
    ]),

    // Without it every byte of data sets and checkpoints would be paid for at the NAT gateway.
    add('VPCEndpoint', keys.objectStoreEndpoint, {
      vpcIdRef,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${settings.region}.s3`,
    }),
    add('VPCEndpointRouteTableAssociation', keys.objectStoreEndpointRoute, {
      vpcEndpointIdRef: ref(keys.objectStoreEndpoint),
      routeTableIdRef: ref(keys.routeTable('private')),
    }),
    ...interfaceEndpoints(plan, settings),
    ...flowLog(plan, settings),
    ...egressUsages(plan, settings),
  ];
}

/**
 * The way out stays whole until its last piece goes, which a cluster keeps: nodes that lose it while they are drained
 * leave network interfaces behind, and those keep subnets and VPC for ever. AWS itself refuses to delete the rest in the wrong order.
 */
function egressUsages(plan: CreatedNetwork, settings: AWSSettings): readonly Resource[] {
  const last = keys.egressRoute('private');
  const kept: readonly (readonly [AWSKind, string])[] = [
    ['NATGateway', keys.natGateway],
    ['Route', keys.egressRoute('public')],
    ['RouteTableAssociation', keys.routeTableAssociation('public', plan.publicSubnet.zone)],
    ...plan.privateSubnets.map(
      ({ zone }) => ['RouteTableAssociation', keys.routeTableAssociation('private', zone)] as const,
    ),
  ];
  const { name, namespace } = settings.owner;
  return kept.map(([kind, key]) => ({
    key: keys.usage(key),
    manifest: usage({
      name: objectName(name, keys.usage(key)),
      namespace,
      labels: settings.labels,
      of: { apiVersion: apiVersionOf(kind), kind, name: objectName(name, key) },
      by: { apiVersion: apiVersionOf('Route'), kind: 'Route', name: objectName(name, last) },
    }),
    needs: [
      { type: 'Observed', key },
      { type: 'Observed', key: last },
    ],
  }));
}

/** Only looked at: an id that is wrong shows as an object that never gets ready, before anything is built upon it. */
function existing(plan: ExistingNetwork, settings: AWSSettings): readonly Resource[] {
  const look = (kind: AWSKind, key: string, id: string): Resource => ({
    key,
    manifest: managedResource(settings, {
      kind,
      key,
      externalName: id,
      managementPolicies: ['Observe'],
      forProvider: {},
    }),
    needs: [],
  });
  return [
    look('VPC', keys.vpc, plan.vpcId),
    ...plan.privateSubnets.map(({ id }) => look('Subnet', keys.existingSubnet(id), id)),
  ];
}
