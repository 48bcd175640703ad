import { listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { World } from '../support/world.ts';
import type { Allowance } from './allowance.ts';
import type { Fields } from './any/word.ts';
import { podFaults } from './pod-faults.ts';

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
