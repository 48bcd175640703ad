import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { World } from '../support/world.ts';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, lived, lives } from './any/life.ts';
import { anyPlatform } from './any/platform.ts';
import { anySituation, worldIn } from './any/run.ts';
import type { Fields } from './any/word.ts';
import { holds } from './holds.ts';
import { allowance, type Allowance } from './allowance.ts';
import { podFaults } from './pod-faults.ts';

test('no run ever gets anything outside of its policy', () => {
  const anyLife = fc.tuple(anySituation, lives(anyEdit, anyLoss, anyMemoryLoss, anyDeletion));
  holds({ of: anyLife, cases: 80 }, ([situation, life], tally) => {
    const may = allowance(situation);
    for (const { response, after } of lived(worldIn(situation), life)) {
      tally.saw(response);
      expect(runFaults(after, may)).toEqual([]);
    }
  });
});

test('nothing is ever made in AWS outside of the policy', () => {
  const anyLife = fc.tuple(anyPlatform, lives(anyLoss, anyMemoryLoss, anyDeletion));
  holds({ of: anyLife, cases: 60 }, ([world, life], tally) => {
    const policy = recordAt(
      world.others.find(({ kind }) => kind === 'EnvironmentConfig'),
      'data',
    );
    for (const { response, after } of lived(world, life)) {
      tally.saw(response);
      expect(Object.values(after.observed).flatMap((object) => awsFaults(object, policy))).toEqual([]);
    }
  });
});

/** All that exists of a run and that its policy does not give it, in words. */
export function runFaults({ composite, observed }: World, may: Allowance): readonly string[] {
  return Object.entries(observed).flatMap(([key, object]) => {
    const isRemote = object['kind'] === 'Object';
    const inner = isRemote ? recordAt(object, 'spec', 'forProvider', 'manifest') : object;
    return [
      ...(isRemote ? wrapperFaults(object, may) : []),
      ...objectFaults(inner, may),
      ...(inner['kind'] === 'Job' ? podFaults(inner, may) : []),
    ].map((fault) => `${stringAt(composite, 'metadata', 'name')} ${key}: ${fault}`);
  });
}

function wrapperFaults(object: Fields, may: Allowance): readonly string[] {
  const reference = JSON.stringify(recordAt(object, 'spec')['providerConfigRef']);
  return [
    ...(may.providerConfigs.includes(reference) ? [] : [`reaches a cluster by ${reference}`]),
    ...(recordAt(object, 'metadata')['namespace'] === may.namespace ? [] : ['stands in another namespace']),
  ];
}

const kinds = [
  'ConfigMap',
  'ExternalSecret',
  'Job',
  'NetworkPolicy',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'Role',
  'RoleBinding',
  'Service',
  'ServiceAccount',
];

function objectFaults(object: Fields, may: Allowance): readonly string[] {
  const kind = stringAt(object, 'kind') ?? '';
  return [
    ...(kinds.includes(kind) ? [] : [`is a ${kind}`]),
    ...(stringAt(object, 'metadata', 'namespace') === may.namespace ? [] : ['is in another namespace']),
    ...(kind === 'NetworkPolicy' ? egressFaults(object, may) : []),
    ...(kind === 'ExternalSecret' ? secretFaults(object, may) : []),
    ...(kind === 'Role' ? rightFaults(object) : []),
  ];
}

function egressFaults(object: Fields, may: Allowance): readonly string[] {
  return listAt(object, 'spec', 'egress').flatMap((rule) =>
    listAt(rule, 'to').flatMap((to) => {
      const cidr = stringAt(to, 'ipBlock', 'cidr');
      const ports = listAt(rule, 'ports').map((port) => numberAt(port, 'port'));
      if (cidr === undefined) return [];
      const isOpen = may.egress.cidrs.includes(cidr) && ports.length > 0;
      return isOpen && ports.every((port) => may.egress.ports.includes(Number(port)))
        ? []
        : [`reaches ${cidr} on ${ports.join()}`];
    }),
  );
}

function secretFaults(object: Fields, may: Allowance): readonly string[] {
  const store = recordAt(object, 'spec', 'secretStoreRef');
  const keys = listAt(object, 'spec', 'data').map((entry) => stringAt(entry, 'remoteRef', 'key') ?? '');
  const { secretStore } = may;
  if (!secretStore) return ['reads a secret without a store'];
  return [
    ...(store['kind'] === secretStore.kind && store['name'] === secretStore.name ? [] : ['reads from another store']),
    ...keys.filter((key) => !key.startsWith(secretStore.prefix)).map((key) => `reads key ${key}`),
  ];
}

function rightFaults(object: Fields): readonly string[] {
  const rules = listAt(object, 'rules').map((rule) => JSON.stringify(rule));
  const name = stringAt(object, 'metadata', 'name');
  const right = { apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get', 'patch'] };
  return rules.filter((rule) => rule !== JSON.stringify(right)).map((rule) => `gives the right ${rule}`);
}

/** What of a managed resource the policy does not allow. */
function awsFaults(object: Fields, policy: Fields): readonly string[] {
  if (!/\.aws\.m\.upbound\.io/.test(stringAt(object, 'apiVersion') ?? '')) return [];
  const aws = recordAt(policy, 'aws');
  const wanted = recordAt(object, 'spec', 'forProvider');
  const config = JSON.stringify(aws['providerConfigRef'] ?? { kind: 'ClusterProviderConfig', name: 'default' });
  const region = wanted['region'];
  const bought = { ON_DEMAND: 'OnDemand', SPOT: 'Spot', CAPACITY_BLOCK: 'Reserved' }[String(wanted['capacityType'])];
  const isSystem = stringAt(object, 'metadata', 'name')?.endsWith('-system') === true;
  const cidrs = listAt(recordAt(wanted, 'vpcConfig'), 'publicAccessCidrs');
  const open = listAt(aws, 'controlPlaneCidrs');
  const boundary = aws['permissionsBoundary'];
  return [
    ...(JSON.stringify(recordAt(object, 'spec')['providerConfigRef']) === config ? [] : ['is made by another account']),
    ...(region === undefined || listAt(aws, 'regions').includes(region) ? [] : [`is made in ${String(region)}`]),
    ...(bought === undefined || isSystem || allowedToBuy(aws).includes(bought) ? [] : [`is bought ${bought}`]),
    ...cidrs
      .filter((cidr) => !open.some((range) => isPartOf(String(cidr), String(range))))
      .map((cidr) => `is open to ${String(cidr)}`),
    ...(object['kind'] !== 'Role' || wanted['permissionsBoundary'] === boundary
      ? []
      : ['is a role without its boundary']),
  ];
}

function allowedToBuy(aws: Fields): readonly unknown[] {
  const types = listAt(aws, 'capacityTypes');
  return types.length > 0 ? types : ['OnDemand'];
}

/** Whether one range of addresses is part of another, for those of `any/platform.ts`: of /24 or smaller. */
function isPartOf(range: string, outer: string): boolean {
  return range.split('.').slice(0, 3).join() === outer.split('.').slice(0, 3).join();
}
