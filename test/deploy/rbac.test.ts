import { fileURLToPath } from 'node:url';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listAt, stringAt } from '../../api/json.ts';
import { composedByExamples } from '../support/composed-by-examples.ts';
import type { ComposedObject } from '../support/composed-by-examples.ts';

const tree = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Group and resource of every kind that may be composed; written out, or as the real definition has it, so that the
 * generator's rule is checked by it.
 */
const resources: Readonly<Record<string, string>> = {
  ...defined(),
  'batch/v1/Job': 'batch/jobs',
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

/** Definitions lie under group and resource. */
function defined(): Readonly<Record<string, string>> {
  const files = readdirSync(`${tree}test/crds`).flatMap((file) => {
    const [, group, resource] = /^([^_]+)_([^_]+)\.yaml$/.exec(file) ?? [];
    if (group === undefined || resource === undefined) return [];
    const names: unknown = parse(readFileSync(`${tree}test/crds/${file}`, 'utf8'));
    const versions = listAt(names, 'spec', 'versions').map((version) => stringAt(version, 'name'));
    const kind = stringAt(names, 'spec', 'names', 'kind') ?? '';
    return versions.map((version) => [`${group}/${version}/${kind}`, `${group}/${resource}`] as const);
  });
  return Object.fromEntries(files);
}

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
  // Core may do to kinds of its own XRDs what it needs.
  const others = objects.filter(({ object }) => !object.apiVersion.startsWith('crosstrain.dev/'));
  const kinds = new Set(others.map(({ object }) => `${object.apiVersion}/${object.kind}`));
  return new Set([...kinds].flatMap((kind) => verbs.map((verb) => `${resources[kind] ?? kind} ${verb}`)));
}

function differences(held: ReadonlySet<string>, needed: ReadonlySet<string>): readonly string[] {
  return [
    ...[...needed].filter((right) => !held.has(right)).map((right) => `missing: ${right}`),
    ...[...held].filter((right) => !needed.has(right)).map((right) => `too much: ${right}`),
  ].sort();
}
