import { listAt, recordAt, stringAt } from '../../api/json.ts';
import schema from '../../api/kinds/training-network.schema.gen.json' with { type: 'json' };
import { networkKeys } from '../../api/resource-keys.ts';
import type { NetworkOrigin } from '../spec/training-network.ts';
import { cloudId } from './managed-resource.ts';
import type { ProviderConfigReference } from './training-cluster.ts';

/** A subnet that machines can stand in. */
export interface SubnetFact {
  readonly id: string;
  readonly tier: 'Private' | 'Public';
  readonly zone: string;
}

/** What is known of a network; each field appears when it is known, and stays. */
export interface NetworkFacts {
  readonly region?: string;
  /** The provider configuration that it was made with. */
  readonly providerConfigRef?: ProviderConfigReference;
  readonly vpcId?: string;
  readonly subnets: readonly SubnetFact[];
  readonly securityGroups: readonly { readonly purpose: string; readonly id: string }[];
  /** Name of the Route object by which private subnets reach the world. */
  readonly egressRoute?: string;
}

/** The facts in a TrainingNetwork's status. */
export function networkFacts(status: unknown): NetworkFacts {
  const facts = recordAt(status, 'facts');
  const region = stringAt(facts, 'region');
  const vpcId = stringAt(facts, 'vpcId');
  const egressRoute = stringAt(facts, 'egressRoute');
  const config = providerConfigReference(facts['providerConfigRef']);
  return {
    ...(region !== undefined && { region }),
    ...(config && { providerConfigRef: config }),
    ...(vpcId !== undefined && { vpcId }),
    subnets: listAt(facts, 'subnets').flatMap(subnet),
    securityGroups: listAt(facts, 'securityGroups').flatMap((entry) => {
      const purpose = stringAt(entry, 'purpose');
      const id = stringAt(entry, 'id');
      return purpose === undefined || id === undefined ? [] : [{ purpose, id }];
    }),
    ...(egressRoute !== undefined && { egressRoute }),
  };
}

/** What the network's objects say now, over what they said before: a fact that is lost for a while stays. */
export function observedNetwork(
  origin: NetworkOrigin,
  observed: ReadonlyMap<string, unknown>,
  before: NetworkFacts,
): Pick<NetworkFacts, 'vpcId' | 'subnets' | 'securityGroups'> {
  if (origin.type === 'Existing') {
    const subnets = origin.privateSubnets.map(({ id, zone }) => ({ id, tier: 'Private', zone }) as const);
    return { vpcId: origin.vpcId, subnets: sorted(subnets), securityGroups: [] };
  }
  const known = (tier: SubnetFact['tier'], zone: string, key: string): readonly SubnetFact[] => {
    const earlier = before.subnets.find((candidate) => candidate.tier === tier && candidate.zone === zone)?.id;
    const id = cloudId(observed.get(key)) ?? earlier;
    return id === undefined ? [] : [{ id, tier, zone }];
  };
  const vpcId = cloudId(observed.get(networkKeys.vpc)) ?? before.vpcId;
  const endpoints =
    cloudId(observed.get(networkKeys.endpointSecurityGroup)) ??
    before.securityGroups.find(({ purpose }) => purpose === 'Endpoints')?.id;
  const publicZones = origin.zones.slice(0, 1);
  const subnets = [
    ...origin.zones.flatMap((zone) => known('Private', zone, networkKeys.privateSubnet(zone))),
    ...publicZones.flatMap((zone) => known('Public', zone, networkKeys.publicSubnet(zone))),
  ];
  return {
    ...(vpcId !== undefined && { vpcId }),
    // All or none: a cluster stays for ever in those that it sees first.
    subnets: subnets.length === origin.zones.length + publicZones.length ? sorted(subnets) : [],
    securityGroups: endpoints === undefined ? [] : [{ purpose: 'Endpoints', id: endpoints }],
  };
}

const endpointServices = schema.properties.create.properties.interfaceEndpoints.items.enum;

/** Services whose interface endpoints exist in whole or in part. */
export function observedInterfaceEndpoints(observed: ReadonlyMap<string, unknown>): readonly string[] {
  const { endpoint, endpointSubnet, endpointSecurityGroupAssociation } = networkKeys;
  return endpointServices.filter((service) =>
    [endpoint, endpointSubnet, endpointSecurityGroupAssociation].some((key) => observed.has(key(service))),
  );
}

/** Whether all is known that clusters need. */
export function isComplete({ vpcId, subnets }: NetworkFacts, origin: NetworkOrigin): boolean {
  const wanted = origin.type === 'Created' ? origin.zones : origin.privateSubnets;
  return vpcId !== undefined && subnets.filter(({ tier }) => tier === 'Private').length === wanted.length;
}

/** A reference to a provider configuration, where it is a whole one. */
export function providerConfigReference(value: unknown): ProviderConfigReference | undefined {
  const kind = stringAt(value, 'kind');
  const name = stringAt(value, 'name');
  if (name === undefined || (kind !== 'ProviderConfig' && kind !== 'ClusterProviderConfig')) return undefined;
  return { kind, name };
}

function subnet(entry: unknown): readonly SubnetFact[] {
  const id = stringAt(entry, 'id');
  const zone = stringAt(entry, 'zone');
  const tier = stringAt(entry, 'tier');
  if (id === undefined || zone === undefined || (tier !== 'Private' && tier !== 'Public')) return [];
  return [{ id, tier, zone }];
}

function sorted(subnets: readonly SubnetFact[]): readonly SubnetFact[] {
  const order = ({ tier, zone, id }: SubnetFact) => `${tier}/${zone}/${id}`;
  return subnets.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}
