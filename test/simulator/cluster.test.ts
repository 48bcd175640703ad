import { expect, test } from '@jest/globals';
import { Cluster } from '../../simulator/cluster.ts';
import { clusterWith, scopeWith } from '../../simulator/api-server.ts';
import { parseDefinition } from '../../simulator/definition.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const object = (kind: string, name: string, metadata: object = {}, fields: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ns', ...metadata },
  ...fields,
});

test('a stored object gets a uid, a time and a generation that grows with its spec alone', () => {
  const cluster = new Cluster();
  const created = cluster.put(object('Pod', 'a', {}, { spec: { x: 1 } }), 'first');
  expect(created.metadata).toEqual({
    name: 'a',
    namespace: 'ns',
    uid: '7b24083d-560d-5b8d-9ef6-86dead3a26e4',
    creationTimestamp: 'first',
    generation: 1,
  });
  cluster.put({ ...created, status: { phase: 'Running' } }, 'second');
  expect(cluster.get({ ...created, ...created.metadata })?.metadata.generation).toBe(1);
  const changed = cluster.put({ ...created, spec: { x: 2 } }, 'third');
  expect(changed.metadata).toEqual({ ...created.metadata, generation: 2 });
});

test('only a change makes a new version', () => {
  const cluster = new Cluster();
  const created = cluster.put(object('Pod', 'a'), 'first');
  cluster.put(created, 'second');
  cluster.apply(object('Pod', 'b'), { manager: 'm', now: 'first' });
  cluster.apply(object('Pod', 'b'), { manager: 'm', now: 'second' });
  expect(cluster.version).toBe(2);
});

test('what an object owns goes with it, down to the last', () => {
  const cluster = new Cluster();
  const job = cluster.put(object('Job', 'job'), 'now');
  const owner = { apiVersion: 'v1', kind: 'Job', name: 'job', uid: job.metadata.uid ?? '' };
  const pod = cluster.put(object('Pod', 'pod', { ownerReferences: [owner] }), 'now');
  const owned = { ...owner, kind: 'Pod', name: 'pod', uid: pod.metadata.uid ?? '' };
  cluster.put(object('Volume', 'volume', { ownerReferences: [owned] }), 'now');
  cluster.put(object('Pod', 'other'), 'now');
  cluster.delete({ apiVersion: 'v1', kind: 'Job', namespace: 'ns', name: 'job' }, 'now');
  expect(cluster.objects().map(({ metadata }) => metadata.name)).toEqual(['other']);
});

test('what a finalizer holds is marked, and goes with all that it owns once that is taken away', () => {
  const cluster = new Cluster();
  const job = cluster.put(object('Job', 'job', { finalizers: ['one', 'other'] }), 'then');
  const owner = { apiVersion: 'v1', kind: 'Job', name: 'job', uid: job.metadata.uid ?? '' };
  cluster.put(object('Pod', 'pod', { ownerReferences: [owner] }), 'then');
  const reference = { apiVersion: 'v1', kind: 'Job', namespace: 'ns', name: 'job' };
  cluster.delete(reference, 'now');
  cluster.delete(reference, 'later');
  expect(cluster.get(reference)?.metadata['deletionTimestamp']).toBe('now');
  cluster.released(reference, 'one', 'later');
  expect(cluster.objects()).toHaveLength(2);
  cluster.released(reference, 'other', 'later');
  expect(cluster.objects()).toEqual([]);
});

const found = new Cluster();
found.put(object('ConfigMap', 'b', { labels: { team: 'x' } }), 'now');
found.put(object('ConfigMap', 'a', { namespace: 'zs', labels: { team: 'x' } }), 'now');
found.put(object('ConfigMap', 'a', {}), 'now');
found.put(object('Secret', 'a', {}), 'now');

const selectors = [
  { reason: 'all of a kind, by namespace and name', selector: {}, want: ['ns/a', 'ns/b', 'zs/a'] },
  { reason: 'those of a namespace', selector: { namespace: 'zs' }, want: ['zs/a'] },
  { reason: 'those with a label', selector: { labels: { team: 'x' } }, want: ['ns/b', 'zs/a'] },
  { reason: 'one by name', selector: { namespace: 'ns', name: 'b' }, want: ['ns/b'] },
  { reason: 'none by name without its namespace', selector: { name: 'b' }, want: [] },
];

test.each(selectors)('find: $reason', ({ selector, want }) => {
  const objects = found.find({ apiVersion: 'v1', kind: 'ConfigMap', ...selector });
  expect(objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(want);
});

const definition = parseDefinition({
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: { name: 'runs.example.org' },
  spec: {
    group: 'example.org',
    names: { kind: 'Run' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        referenceable: true,
        schema: {
          openAPIV3Schema: {
            properties: {
              spec: {
                properties: {
                  workers: { type: 'integer', default: 1 },
                  nested: { default: {}, properties: { seconds: { default: 300 } } },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  labels: { additionalProperties: { type: 'string' } },
                  items: { items: { properties: { name: {}, mode: { default: 'Retain' } } } },
                },
              },
              status: { properties: { phase: {} } },
            },
          },
        },
      },
    ],
  },
});

test('an API server that knows a kind fills in its defaults and drops what it does not know', () => {
  const cluster = clusterWith([definition]);
  const stored = cluster.put(
    {
      apiVersion: 'example.org/v1',
      kind: 'Run',
      metadata: { name: 'a', namespace: 'ns' },
      spec: {
        typo: true,
        free: { anything: 1 },
        labels: { a: 'b' },
        items: [{ name: 'x', extra: 1 }],
        crossplane: { compositionRef: { name: 'c' } },
      },
      status: { phase: 'Running', invented: 1, conditions: [{ type: 'Ready' }] },
      extra: {},
    },
    'now',
  );
  const { metadata: _, ...fields } = stored;
  expect(fields).toEqual({
    apiVersion: 'example.org/v1',
    kind: 'Run',
    spec: {
      workers: 1,
      nested: { seconds: 300 },
      free: { anything: 1 },
      labels: { a: 'b' },
      items: [{ name: 'x', mode: 'Retain' }],
      crossplane: { compositionRef: { name: 'c' } },
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready' }] },
  });
});

test('an object of another kind is stored as it is', () => {
  const stored = clusterWith([definition]).put(object('Run', 'a', {}, { spec: { typo: true } }), 'now');
  expect(stored['spec']).toEqual({ typo: true });
});

test('a definition without a referenceable version is refused', () => {
  const without = {
    apiVersion: 'v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'x' },
    spec: { versions: [] },
  };
  expect(() => parseDefinition(without)).toThrow(
    'cannot read CompositeResourceDefinition x: no referenceable version with a schema',
  );
});

const scopes = [
  ['v1', 'Namespace', false],
  ['v1', 'Secret', true],
  ['rbac.authorization.k8s.io/v1', 'Role', true],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', false],
  ['kubernetes.m.crossplane.io/v1alpha1', 'ProviderConfig', true],
  ['kubernetes.m.crossplane.io/v1alpha1', 'ClusterProviderConfig', false],
  ['apiextensions.crossplane.io/v1beta1', 'EnvironmentConfig', false],
  ['eks.aws.m.upbound.io/v1beta1', 'Cluster', true],
  ['eks.aws.upbound.io/v1beta1', 'Cluster', false],
  ['example.org/v1', 'Run', true],
] as const;

test.each(scopes)('%s %s is namespaced: %s', (apiVersion, kind, want) => {
  expect(scopeWith([definition])(apiVersion, kind)).toBe(want);
});
