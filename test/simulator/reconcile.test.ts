import { expect, test } from '@jest/globals';
import { parseComposition } from '../../simulator/composition.ts';
import { reconcile } from '../../simulator/reconcile.ts';
import { callFake } from '../support/fake-function.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { FakeFunction } from '../support/fake-function.ts';

// The expected outputs were read from core's own engine (`crossplane internal render`, v2.3.4) for the same inputs.

const now = '2026-07-20T12:00:00Z';
const then = '2026-07-19T00:00:00Z';
const uid = 'a2d5d609-801a-530b-95a6-dc6676e4b06e';
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'run', namespace: 'ns' },
  spec: { workers: 1 },
};
const composition = parseComposition({
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: { name: 'training-runs' },
  spec: {
    compositeTypeRef: { apiVersion: run.apiVersion, kind: run.kind },
    mode: 'Pipeline',
    pipeline: [{ step: 'compose', functionRef: { name: 'function-crosstrain' } }],
  },
});
const owner = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  name: 'run',
  uid,
  controller: true,
  blockOwnerDeletion: true,
};
const responsive = { type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed', lastTransitionTime: now };
const synced = { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: now };
const available = { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: now };
const selected = {
  type: 'Normal',
  reason: 'SelectComposition',
  message: 'Successfully selected composition: training-runs',
};
const configMap = (metadata?: object) => ({ resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata } });
const observed = (key: string, metadata: Partial<KubernetesObject['metadata']> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: `run-${key}`,
    namespace: 'ns',
    labels: { 'crossplane.io/composite': 'run', mine: 'kept' },
    annotations: { 'crossplane.io/composition-resource-name': key },
    ...metadata,
  },
});

/** The composite as it stands afterwards. */
function composite(references: readonly object[], status: object, metadata: object = {}) {
  return {
    ...run,
    metadata: { ...run.metadata, ...metadata, uid, labels: { 'crossplane.io/composite': 'run' } },
    spec: {
      workers: 1,
      crossplane: {
        compositionRef: { name: 'training-runs' },
        ...(references.length >= 0 && { resourceRefs: references }),
      },
    },
    status,
  };
}

async function reconciled(fake: FakeFunction, { xr = run, exists = [] as readonly KubernetesObject[] } = {}) {
  return reconcile(
    { xr, composition, observed: exists, now },
    { call: callFake(fake), read: () => [], readSchema: () => undefined },
  );
}

test('what a function desires is named, labelled, owned and put into the composite’s namespace', async () => {
  const result = await reconciled(() => ({
    meta: { ttl: { seconds: 30, nanos: 0 } },
    desired: {
      composite: { resource: { status: { phase: 'Starting' }, spec: { ignored: true } }, ready: 2 },
      resources: {
        progress: { resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'run-progress' } }, ready: 1 },
        service: { resource: { apiVersion: 'v1', kind: 'Service', spec: { clusterIP: 'None' } }, ready: 1 },
      },
    },
    conditions: [{ type: 'Accepted', status: 2, reason: 'Accepted', message: 'as asked' }],
  }));
  expect(result).toEqual({
    xr: composite(
      [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'run-progress' },
        { apiVersion: 'v1', kind: 'Service', name: 'run-c7dcafc2e1cc' },
      ],
      {
        phase: 'Starting',
        conditions: [
          responsive,
          { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'as asked', lastTransitionTime: now },
          synced,
          { type: 'Ready', status: 'False', reason: 'Creating', lastTransitionTime: now },
        ],
      },
    ),
    composed: [
      {
        key: 'progress',
        isReady: true,
        object: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: 'run-progress',
            namespace: 'ns',
            labels: { 'crossplane.io/composite': 'run' },
            annotations: { 'crossplane.io/composition-resource-name': 'progress' },
            ownerReferences: [owner],
          },
        },
      },
      {
        key: 'service',
        isReady: true,
        object: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            name: 'run-c7dcafc2e1cc',
            generateName: 'run-',
            namespace: 'ns',
            labels: { 'crossplane.io/composite': 'run' },
            annotations: { 'crossplane.io/composition-resource-name': 'service' },
            ownerReferences: [owner],
          },
          spec: { clusterIP: 'None' },
        },
      },
    ],
    deleted: [],
    events: [selected],
    ttlSeconds: 30,
  });
});

test('what is no longer desired is deleted without its label; what stays keeps name, generateName and namespace', async () => {
  const result = await reconciled(
    () => ({
      desired: { resources: { kept: { ...configMap({ name: 'renamed', namespace: 'elsewhere' }), ready: 1 } } },
    }),
    { exists: [observed('dropped'), observed('kept', { generateName: 'run-', labels: {} })] },
  );
  expect(result.deleted).toEqual([observed('dropped', { labels: { mine: 'kept' } })]);
  expect(result.composed).toEqual([
    {
      key: 'kept',
      isReady: true,
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'run-kept',
          generateName: 'run-',
          namespace: 'ns',
          labels: { 'crossplane.io/composite': 'run' },
          annotations: { 'crossplane.io/composition-resource-name': 'kept' },
          ownerReferences: [owner],
        },
      },
    },
  ]);
  expect(result.events).toEqual([selected]);
});

test('a foreign object that the composite refers to is as if it were not there, and is not deleted', async () => {
  const foreign = observed('theirs', { ownerReferences: [{ ...owner, uid: 'another' }] });
  let seen: unknown;
  const result = await reconciled(
    (request) => {
      seen = request.observed?.resources;
      return {};
    },
    { exists: [foreign] },
  );
  expect({ seen, deleted: result.deleted }).toEqual({ seen: {}, deleted: [] });
});

const readiness = [
  { reason: 'nothing desired and nothing said is ready', keys: [], said: 0, want: available },
  {
    reason: 'what the function said for the composite wins over unready resources',
    keys: ['a'],
    said: 1,
    want: available,
  },
  {
    reason: 'unsaid, unready resources are listed',
    keys: ['b', 'a'],
    said: 0,
    want: { ...available, status: 'False', reason: 'Creating', message: 'Unready resources: a, b' },
  },
  {
    reason: 'exactly three get an "and"',
    keys: ['c', 'b', 'a'],
    said: 0,
    want: { ...available, status: 'False', reason: 'Creating', message: 'Unready resources: a, b, and c' },
  },
  {
    reason: 'more than three are counted',
    keys: ['d', 'c', 'b', 'a'],
    said: 0,
    want: { ...available, status: 'False', reason: 'Creating', message: 'Unready resources: a, b, c, and 1 more' },
  },
];

test.each(readiness)('Ready: $reason', async ({ keys, said, want }) => {
  const resources = Object.fromEntries(keys.map((key) => [key, configMap()]));
  const result = await reconciled(() => ({ desired: { composite: { ready: said }, resources } }));
  expect(result.xr['status']).toEqual({ conditions: [responsive, synced, want] });
  expect(result.events).toEqual([
    selected,
    ...keys.toSorted().map((key) => ({
      type: 'Normal',
      reason: 'ComposeResources',
      message: `Composed resource "${key}" is not yet ready`,
    })),
  ]);
});

test('conditions of core’s own types are dropped; earlier ones stay, and carry the generation only where core set them', async () => {
  const running = { type: 'Running', status: 'True', reason: 'Training', lastTransitionTime: then };
  const xr = { ...run, metadata: { ...run.metadata, generation: 4 }, status: { phase: 'Old', conditions: [running] } };
  const result = await reconciled(
    () => ({
      desired: { composite: { ready: 1 } },
      conditions: [
        { type: 'Ready', status: 3, reason: 'Mine' },
        { type: 'Complete', status: 1, reason: 'NotEnded' },
      ],
    }),
    { xr },
  );
  expect(result.xr['status']).toEqual({
    conditions: [
      running,
      { ...responsive, observedGeneration: 4 },
      { type: 'Complete', status: 'Unknown', reason: 'NotEnded', lastTransitionTime: now },
      { ...synced, observedGeneration: 4 },
      { ...available, observedGeneration: 4 },
    ],
  });
});

test('results become events with their step; a fatal one freezes everything and makes unreturned conditions unknown', async () => {
  const accepted = { type: 'Accepted', status: 'True', reason: 'Accepted', lastTransitionTime: then };
  const running = { type: 'Running', status: 'True', reason: 'Training', message: 'm', lastTransitionTime: then };
  const xr = { ...run, status: { phase: 'Running', conditions: [accepted, running] } };
  const failure = 'cannot compose resources: pipeline step "compose" returned a fatal result: the spec is unreadable';
  const result = await reconciled(
    () => ({
      desired: { resources: { a: configMap() } },
      results: [
        { severity: 2, message: 'careful' },
        { severity: 1, message: 'the spec is unreadable' },
      ],
      conditions: [{ type: 'Accepted', status: 3, reason: 'UnreadableResource' }],
    }),
    { xr, exists: [observed('kept')] },
  );
  const { resourceRefs: _, ...crossplane } = composite([], {}).spec.crossplane;
  expect(result).toEqual({
    xr: {
      ...composite([], {}),
      spec: { workers: 1, crossplane },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Accepted', status: 'False', reason: 'UnreadableResource', lastTransitionTime: now },
          {
            type: 'Running',
            status: 'Unknown',
            reason: 'FatalError',
            message: 'A fatal error occurred before the status of this condition could be determined.',
            lastTransitionTime: then,
          },
          responsive,
          { type: 'Synced', status: 'False', reason: 'ReconcileError', message: failure, lastTransitionTime: now },
        ],
      },
    },
    composed: [],
    deleted: [],
    events: [
      selected,
      { type: 'Warning', reason: 'ComposeResources', message: failure },
      { type: 'Warning', reason: 'ComposeResources', message: 'Pipeline step "compose": careful' },
    ],
    ttlSeconds: 0,
    failure,
  });
});

const refusals: { reason: string; fake: FakeFunction; exists?: readonly KubernetesObject[]; want: string }[] = [
  {
    reason: 'a name that no API server takes',
    fake: () => ({ desired: { resources: { a: configMap({ name: 'Bad_Name' }) } } }),
    want: 'cannot apply composed resource "a" because it has an invalid name "Bad_Name". Must be a valid RFC 1123 subdomain name.',
  },
  {
    reason: 'a resource that somebody else controls',
    fake: () => ({
      desired: {
        resources: { a: configMap({ name: 'n', ownerReferences: [{ ...owner, kind: 'Z', name: 'z', uid: 'u' }] }) },
      },
    }),
    want: 'cannot render metadata for composed resource "a": cannot set controller reference: n is already controlled by Z z (UID u)',
  },
  {
    reason: 'an observed resource without a key',
    fake: () => ({}),
    exists: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns' } }],
    want: 'cannot get existing composed resources: encountered composed resource without required "crossplane.io/composition-resource-name" annotation',
  },
  {
    reason: 'requirements that are different with every call',
    fake: ({ requiredResources }) => ({
      requirements: {
        resources: { [`r${Object.keys(requiredResources).join('')}`]: { apiVersion: 'v1', kind: 'ConfigMap' } },
      },
    }),
    want: 'cannot run Composition pipeline step "compose": requirements didn\'t stabilize after the maximum number of iterations (5)',
  },
  {
    reason: 'a function that cannot be reached',
    fake: () => {
      throw new Error('14 UNAVAILABLE: No connection established');
    },
    want: 'cannot run Composition pipeline step "compose": 14 UNAVAILABLE: No connection established',
  },
];

test.each(refusals)('nothing is applied with $reason', async ({ fake, exists = [], want }) => {
  const result = await reconciled(fake, { exists });
  expect({ failure: result.failure, composed: result.composed, deleted: result.deleted }).toEqual({
    failure: `cannot compose resources: ${want}`,
    composed: [],
    deleted: [],
  });
});

test('a cluster-scoped resource stops the composition of a namespaced composite, where kinds are known', async () => {
  const result = await reconcile(
    { xr: run, composition, observed: [], now, isNamespaced: (_apiVersion, kind) => kind !== 'Namespace' },
    {
      call: callFake(() => ({
        desired: { resources: { n: { resource: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } } } } },
      })),
      read: () => [],
      readSchema: () => undefined,
    },
  );
  expect(result.failure).toBe(
    'cannot compose resources: cannot apply cluster scoped composed resource "n" (a Namespace named x) for a namespaced composite resource.',
  );
});

test('another namespace than the composite’s is overridden with a warning', async () => {
  const result = await reconciled(() => ({
    desired: { resources: { a: { ...configMap({ name: 'n', namespace: 'other' }), ready: 1 } } },
  }));
  expect(result.composed.map(({ object }) => object.metadata.namespace)).toEqual(['ns']);
  expect(result.events).toEqual([
    selected,
    {
      type: 'Warning',
      reason: 'NamespaceOverridden',
      message: 'cannot create composed resource "a" in namespace "other", using XR namespace "ns" instead',
    },
  ]);
});
