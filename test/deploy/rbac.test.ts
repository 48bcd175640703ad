import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listAt, stringAt } from '../../api/json.ts';
import { composedByExamples } from '../support/composed-by-examples.ts';
import type { ComposedObject } from '../support/composed-by-examples.ts';

/** Group and resource of every kind that may be composed; written out, so that the generator's rule is checked by it. */
const resources: Readonly<Record<string, string>> = {
  'batch/v1/Job': 'batch/jobs',
  'external-secrets.io/v1/ExternalSecret': 'external-secrets.io/externalsecrets',
  'kubernetes.m.crossplane.io/v1alpha1/Object': 'kubernetes.m.crossplane.io/objects',
  'kubernetes.m.crossplane.io/v1alpha1/ProviderConfig': 'kubernetes.m.crossplane.io/providerconfigs',
  'networking.k8s.io/v1/NetworkPolicy': 'networking.k8s.io/networkpolicies',
  'policy/v1/PodDisruptionBudget': 'policy/poddisruptionbudgets',
  'rbac.authorization.k8s.io/v1/Role': 'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/v1/RoleBinding': 'rbac.authorization.k8s.io/rolebindings',
  'v1/ConfigMap': '/configmaps',
  'v1/PersistentVolumeClaim': '/persistentvolumeclaims',
  'v1/Service': '/services',
  'v1/ServiceAccount': '/serviceaccounts',
};

/** What core asks for, of each kind: internal/engine/engine.go, IsAuthorizedFor. */
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

const tree = fileURLToPath(new URL('../../', import.meta.url));
const role: unknown = parse(readFileSync(`${tree}deploy/rbac.yaml`, 'utf8'));
let composed: readonly ComposedObject[];
beforeAll(async () => {
  composed = await composedByExamples(`${tree}examples`);
});

describe('deploy/rbac.yaml against what is composed', () => {
  test('grants each verb on each composed kind, and nothing else', () => {
    expect(differences(rights(role), needs(composed))).toEqual([]);
  });

  test('names the right that is missing when a rule is taken away', () => {
    const without = new Set([...rights(role)].filter((right) => !right.startsWith('batch/jobs')));
    expect(differences(without, needs(composed))).toEqual(verbs.map((verb) => `missing: batch/jobs ${verb}`).sort());
  });

  test('names the right that is too much when a kind is no longer composed', () => {
    const fewer = composed.filter(({ object }) => object.kind !== 'PersistentVolumeClaim');
    expect(differences(rights(role), needs(fewer))).toEqual(
      verbs.map((verb) => `too much: /persistentvolumeclaims ${verb}`).sort(),
    );
  });

  test('holds every right that a composed Role grants, or core could not create that Role', () => {
    const granted = composed
      .filter(({ object }) => object.kind === 'Role')
      .flatMap(({ object }) => [...rights(object)]);
    expect(granted).toContain('/configmaps patch');
    expect(granted.filter((right) => !rights(role).has(right))).toEqual([]);
  });
});

test('the label is the one that the chart of Crossplane aggregates into the ClusterRole of core', () => {
  expect(stringAt(role, 'metadata', 'labels', 'rbac.crossplane.io/aggregate-to-crossplane')).toBe('true');
});

/** A role's rights, each as `group/resource verb`. */
function rights(of: unknown): ReadonlySet<string> {
  const each = (rule: unknown) =>
    listAt(rule, 'apiGroups').flatMap((group) =>
      listAt(rule, 'resources').flatMap((name) => listAt(rule, 'verbs').map((verb) => `${group}/${name} ${verb}`)),
    );
  return new Set(listAt(of, 'rules').flatMap(each));
}

/** What core needs to compose these objects. */
function needs(objects: readonly ComposedObject[]): ReadonlySet<string> {
  const kinds = new Set(objects.map(({ object }) => `${object.apiVersion}/${object.kind}`));
  return new Set([...kinds].flatMap((kind) => verbs.map((verb) => `${resources[kind] ?? kind} ${verb}`)));
}

function differences(held: ReadonlySet<string>, needed: ReadonlySet<string>): readonly string[] {
  return [
    ...[...needed].filter((right) => !held.has(right)).map((right) => `missing: ${right}`),
    ...[...held].filter((right) => !needed.has(right)).map((right) => `too much: ${right}`),
  ].sort();
}
