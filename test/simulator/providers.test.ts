import { expect, test } from '@jest/globals';
import { Cluster } from '../../simulator/cluster.ts';
import { providers, providersInTraining } from '../../simulator/providers/index.ts';
import { referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Provider, Turn } from '../../simulator/providers/provider.ts';

/** All statuses that the controller writes, one after the other, until it has nothing new to say. */
function lifetime(provider: Provider, object: KubernetesObject, turn: Turn): unknown[] {
  const statuses: unknown[] = [];
  let current = object;
  for (let step = 0; step < 10; step++) {
    const status = provider(current, turn);
    if (status === undefined || JSON.stringify(status) === JSON.stringify(current['status'])) return statuses;
    statuses.push(status);
    current = { ...current, status };
  }
  throw new Error('the controller never rests');
}

function turn(cluster = new Cluster()): Turn {
  const remote = new Cluster();
  return { cluster, remote: () => remote, now: 'now' };
}

const job = (spec: object = {}, role = 'worker'): KubernetesObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'digits-worker', namespace: 'ns' },
  spec: {
    parallelism: 2,
    completions: 2,
    ...spec,
    template: {
      metadata: { labels: { 'crosstrain.dev/role': role } },
      spec: { containers: [{ env: [{ name: 'CROSSTRAIN_PROGRESS', value: 'configmap://ns/digits-progress' }] }] },
    },
  },
});
const started = { startTime: 'now', active: 2, ready: 0, terminating: 0, uncountedTerminatedPods: {} };
const met = {
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
  lastTransitionTime: 'now',
};
const complete = {
  startTime: 'now',
  ready: 0,
  terminating: 0,
  uncountedTerminatedPods: {},
  succeeded: 2,
  completedIndexes: '0-1',
  completionTime: 'now',
  conditions: [
    { type: 'SuccessCriteriaMet', status: 'True', ...met },
    { type: 'Complete', status: 'True', ...met },
  ],
};

test('a Job starts, gets ready and completes', () => {
  expect(lifetime(providers['batch/v1/Job'], job(), turn())).toEqual([started, { ...started, ready: 2 }, complete]);
});

test('in training it gets ready and stays so', () => {
  expect(lifetime(providersInTraining['batch/v1/Job'], job(), turn())).toEqual([started, { ...started, ready: 2 }]);
});

test('parameter servers serve until they are deleted', () => {
  expect(lifetime(providers['batch/v1/Job'], job({}, 'ps'), turn())).toEqual([started, { ...started, ready: 2 }]);
});

test('a suspended Job says so and starts nothing; resumed, it starts', () => {
  const suspended = {
    type: 'Suspended',
    status: 'True',
    reason: 'JobSuspended',
    message: 'Job Suspended',
    lastTransitionTime: 'now',
  };
  const [status] = lifetime(providers['batch/v1/Job'], job({ suspend: true }), turn());
  expect(status).toEqual({ conditions: [suspended] });
  const resumed = { ...suspended, status: 'False', reason: 'JobResumed', message: 'Job Resumed' };
  expect(lifetime(providersInTraining['batch/v1/Job'], { ...job(), status }, turn())).toEqual([
    { ...started, conditions: [resumed] },
    { ...started, ready: 2, conditions: [resumed] },
  ]);
});

test('the trainer in a Job’s first pod reports where its environment says', () => {
  const cluster = new Cluster();
  const map = cluster.put(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'digits-progress', namespace: 'ns' } },
    'then',
  );
  lifetime(providersInTraining['batch/v1/Job'], job(), turn(cluster));
  const training = { phase: 'Training', step: 0, totalSteps: 1, updatedAt: 'now' };
  expect(cluster.get(referenceTo(map))?.['data']).toEqual({ 'progress.json': JSON.stringify(training) });
  lifetime(providers['batch/v1/Job'], job(), turn(cluster));
  const succeeded = { phase: 'Succeeded', step: 1, totalSteps: 1, updatedAt: 'now' };
  expect(cluster.get(referenceTo(map))?.['data']).toEqual({ 'progress.json': JSON.stringify(succeeded) });
});

const remote = (spec: object): KubernetesObject => ({
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
  metadata: { name: 'digits-service', namespace: 'ns' },
  spec: {
    forProvider: { manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'digits', namespace: 'ns' } } },
    providerConfigRef: { kind: 'ProviderConfig', name: 'gpu' },
    ...spec,
  },
});
const synced = { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: 'now' };

test('an Object is applied to its cluster and shows what is there', () => {
  const [status] = lifetime(providers['kubernetes.m.crossplane.io/v1alpha1/Object'], remote({}), turn());
  expect(status).toEqual({
    atProvider: {
      manifest: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'digits',
          namespace: 'ns',
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          creationTimestamp: 'now',
          generation: 1,
        },
      },
    },
    conditions: [synced, { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: 'now' }],
  });
});

const readiness = [
  { reason: 'DeriveFromObject waits for the Ready of the object itself', policy: 'DeriveFromObject', want: 'False' },
  { reason: 'AllTrue is satisfied by an object without conditions', policy: 'AllTrue', want: 'True' },
  { reason: 'SuccessfulCreate by its existence', policy: 'SuccessfulCreate', want: 'True' },
];

test.each(readiness)('an Object’s readiness: $reason', ({ policy, want }) => {
  const object = remote({ readiness: { policy } });
  const status = providers['kubernetes.m.crossplane.io/v1alpha1/Object'](object, turn());
  expect(status?.['conditions']).toEqual([synced, expect.objectContaining({ type: 'Ready', status: want })]);
});

test('an Object that only observes writes nothing and says what is missing', () => {
  const object = remote({ managementPolicies: ['Observe'] });
  expect(providers['kubernetes.m.crossplane.io/v1alpha1/Object'](object, turn())).toEqual({
    conditions: [
      {
        type: 'Synced',
        status: 'False',
        reason: 'ReconcileError',
        message: 'Service digits not found',
        lastTransitionTime: 'now',
      },
    ],
  });
});

test('an ExternalSecret makes its Secret, whose values say that they are none', () => {
  const cluster = new Cluster();
  const object: KubernetesObject = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'digits-token', namespace: 'ns', uid: 'u' },
    spec: { target: { name: 'token' }, data: [{ secretKey: 'value', remoteRef: { key: 'team/token' } }] },
  };
  expect(lifetime(providers['external-secrets.io/v1/ExternalSecret'], object, turn(cluster))).toEqual([
    {
      refreshTime: 'now',
      binding: { name: 'token' },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'secret synced', lastTransitionTime: 'now' },
      ],
    },
  ]);
  expect(cluster.objects().map(({ kind, metadata, data }) => [kind, metadata.name, data])).toEqual([
    ['Secret', 'token', { value: 'c2ltdWxhdGVk' }],
  ]);
});

const others: { reason: string; kind: keyof typeof providers; spec: object; want: unknown }[] = [
  {
    reason: 'a claim is bound with what it asks for',
    kind: 'v1/PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
    want: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } },
  },
  { reason: 'a namespace is active', kind: 'v1/Namespace', spec: {}, want: { phase: 'Active' } },
  {
    reason: 'a disruption budget allows nothing while it counts no pods',
    kind: 'policy/v1/PodDisruptionBudget',
    spec: {},
    want: {
      currentHealthy: 0,
      desiredHealthy: 0,
      disruptionsAllowed: 0,
      expectedPods: 0,
      observedGeneration: 1,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: 'False',
          reason: 'InsufficientPods',
          message: '',
          lastTransitionTime: 'now',
        },
      ],
    },
  },
  {
    reason: 'a provider configuration counts its users',
    kind: 'kubernetes.m.crossplane.io/v1alpha1/ProviderConfig',
    spec: {},
    want: { users: 1 },
  },
];

test.each(others)('$reason', ({ kind, spec, want }) => {
  const cluster = new Cluster();
  cluster.put(remote({ providerConfigRef: { kind: 'ProviderConfig', name: 'a' } }), 'now');
  const name = kind.slice(kind.lastIndexOf('/') + 1);
  const object = { apiVersion: 'v1', kind: name, metadata: { name: 'a', namespace: 'ns', generation: 1 }, spec };
  expect(lifetime(providers[kind], object, turn(cluster))).toEqual([want]);
});
