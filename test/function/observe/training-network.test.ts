import { expect, test } from '@jest/globals';
import { networkKeys as keys } from '../../../api/resource-keys.ts';
import { observedNetwork } from '../../../function/observe/training-network.ts';
import type { NetworkFacts } from '../../../function/observe/training-network.ts';

const zones = ['us-east-1a', 'us-east-1b'];
const origin = { type: 'Created', zones, cidr: '10.0.0.0/16', flowLogRetentionDays: 30 } as const;
const nothing: NetworkFacts = { subnets: [], securityGroups: [] };
const made = (id: string) => ({ status: { atProvider: { id } } });
const all = new Map([
  [keys.vpc, made('vpc-1')],
  [keys.publicSubnet('us-east-1a'), made('subnet-p')],
  [keys.privateSubnet('us-east-1a'), made('subnet-a')],
  [keys.privateSubnet('us-east-1b'), made('subnet-b')],
]);
const subnets = [
  { id: 'subnet-a', tier: 'Private', zone: 'us-east-1a' },
  { id: 'subnet-b', tier: 'Private', zone: 'us-east-1b' },
  { id: 'subnet-p', tier: 'Public', zone: 'us-east-1a' },
] as const;

test('subnets are told once all of them are there: a cluster stays in those that it sees first', () => {
  for (const late of [...all.keys()].filter((key) => key !== keys.vpc)) {
    const some = new Map([...all].filter(([key]) => key !== late));
    expect(observedNetwork(origin, some, nothing)).toEqual({ vpcId: 'vpc-1', subnets: [], securityGroups: [] });
  }
  expect(observedNetwork(origin, all, nothing).subnets).toEqual(subnets);
});

test('what was told stays while it cannot be seen', () => {
  const before = observedNetwork(origin, all, nothing);
  expect(observedNetwork(origin, new Map(), before)).toEqual(before);
});
