import { awsServicePrices, awsServicePricesDate } from '../../catalog/aws-services.ts';
import type { AWSPolicy } from '../../policy/aws.ts';
import type { NetworkOrigin, TrainingNetworkSpec } from '../../spec/training-network.ts';
import { runningCost, type RunningCost } from '../running-cost.ts';
import type { Statement } from './access.ts';
import { awsName, nameLimits } from './names.ts';
import type { AWSSettings } from './settings.ts';
import { privateCidr, publicCidr } from './subnets.ts';

/** A network as it is composed. */
export type NetworkPlan = CreatedNetwork | ExistingNetwork;

/** Found by its ids, changed in nothing. */
export type ExistingNetwork = Extract<NetworkOrigin, { readonly type: 'Existing' }>;

/** Made: one private subnet a zone, one way out. */
export interface CreatedNetwork {
  readonly type: 'Created';
  readonly cidr: string;
  readonly privateSubnets: readonly Subnet[];
  /** Where the NAT gateway stands, and interface endpoints. */
  readonly publicSubnet: Subnet;
  readonly interfaceEndpoints: readonly string[];
  readonly flowLog: {
    readonly group: string;
    readonly role: string;
    readonly retentionDays: number;
    readonly statements: readonly Statement[];
  };
}

/** Addresses in a zone. */
export interface Subnet {
  readonly zone: string;
  readonly cidr: string;
}

/**
 * What is made for a spec under a policy. Endpoints that are `present` stay until the spec says otherwise: nodes use them,
 * and another policy is for new networks.
 */
export function networkPlan(
  { origin }: TrainingNetworkSpec,
  aws: AWSPolicy,
  settings: AWSSettings,
  present: readonly string[] = [],
): NetworkPlan {
  if (origin.type === 'Existing') return origin;
  const [first = ''] = origin.zones;
  const group = `/crosstrain/${awsName(settings.owner, '', 200)}/flow`;
  const mostByPolicy = origin.zones.length > 2 ? 3 : 4;
  const byPolicy = [...new Set([...present, ...aws.interfaceEndpoints.toSorted()])].slice(0, mostByPolicy).toSorted();
  return {
    type: 'Created',
    cidr: origin.cidr,
    privateSubnets: origin.zones.map((zone) => ({ zone, cidr: privateCidr(origin.cidr, zone) })),
    publicSubnet: { zone: first, cidr: publicCidr(origin.cidr, first) },
    interfaceEndpoints: origin.interfaceEndpoints ?? byPolicy,
    flowLog: {
      group,
      role: awsName(settings.owner, '-flow-log', nameLimits.role),
      retentionDays: origin.flowLogRetentionDays,
      statements: [
        {
          id: 'WriteFlowLog',
          reason: "the VPC's flow log writes its records, to its own group alone",
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [
            `arn:${settings.partition}:logs:${settings.region}:${settings.accountId}:log-group:${group}`,
            `arn:${settings.partition}:logs:${settings.region}:${settings.accountId}:log-group:${group}:*`,
          ],
        },
      ],
    },
  };
}

/** What the network costs while it exists; an existing one is somebody else's bill. */
export function networkCost(plan: NetworkPlan, region: string): RunningCost {
  if (plan.type === 'Existing') return runningCost([], awsServicePricesDate);
  const prices = awsServicePrices(region);
  return runningCost(
    prices && [
      { what: 'NAT gateway', usdPerHour: prices.natGateway },
      { what: 'public address of the NAT gateway', usdPerHour: prices.publicAddress },
      ...plan.interfaceEndpoints.map((service) => ({
        what: `interface endpoint ${service}`,
        usdPerHour: prices.interfaceEndpoint,
      })),
    ],
    awsServicePricesDate,
  );
}
