import { expect, test } from '@jest/globals';
import { parseComposition } from '../../simulator/composition.ts';
import { reconcile } from '../../simulator/reconcile.ts';
import { callFake } from '../support/fake-function.ts';
import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import type { Selector } from '../../simulator/composition.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

// Read from core's own engine (`crossplane internal render`, v2.3.4) with a function that returns what it got.

const now = '2026-07-20T12:00:00Z';
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'run', namespace: 'ns' },
  spec: { workers: 1 },
};
const policy: KubernetesObject = {
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name: 'crosstrain-policy' },
  data: {},
};
const composition = parseComposition({
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: { name: 'training-runs' },
  spec: {
    compositeTypeRef: { apiVersion: run.apiVersion, kind: run.kind },
    mode: 'Pipeline',
    pipeline: [
      {
        step: 'first',
        functionRef: { name: 'function-first' },
        input: { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'Input' },
        credentials: [{ name: 'token', source: 'Secret', secretRef: { namespace: 'ns', name: 'token' } }],
        requirements: {
          requiredResources: [
            { requirementName: 'policy', apiVersion: policy.apiVersion, kind: policy.kind, name: 'crosstrain-policy' },
          ],
          requiredSchemas: [{ requirementName: 'job', apiVersion: 'batch/v1', kind: 'Job' }],
        },
      },
      { step: 'second', functionRef: { name: 'function-second' } },
    ],
  },
});
const secret: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'ns', name: 'token' },
  data: { value: Buffer.from('hidden').toString('base64') },
};

function read({ kind, name }: Selector): readonly KubernetesObject[] {
  return [policy, secret].filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
}

const asCore = {
  meta: { tag: '', capabilities: [1, 2, 3, 4, 5] },
  observed: {
    composite: {
      resource: {
        ...run,
        metadata: {
          ...run.metadata,
          uid: 'a2d5d609-801a-530b-95a6-dc6676e4b06e',
          labels: { 'crossplane.io/composite': 'run' },
        },
        spec: { workers: 1, crossplane: { compositionRef: { name: 'training-runs' } } },
        status: {
          conditions: [{ type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed', lastTransitionTime: now }],
        },
      },
      connectionDetails: {},
      ready: 0,
    },
    resources: {},
  },
  extraResources: {},
};
const delivered = (object: KubernetesObject) => ({ items: [{ resource: object, connectionDetails: {}, ready: 0 }] });

test('each step gets what core would send: observed state, input, credentials, what was required, and the step before', async () => {
  const requests: RunFunctionRequest[] = [];
  const call = callFake((request) => {
    requests.push(request);
    if (requests.length > 2) return {};
    return {
      desired: { resources: { mine: { resource: { apiVersion: 'v1', kind: 'ConfigMap' } } } },
      context: { passed: 'on' },
      requirements: {
        resources: { missing: { apiVersion: 'v1', kind: 'Secret', matchName: 'absent', namespace: 'ns' } },
        schemas: { none: { apiVersion: 'v1', kind: 'None' } },
      },
    };
  });
  await reconcile(
    { xr: run, composition, observed: [], now },
    { call, read, readSchema: (_apiVersion, kind) => (kind === 'Job' ? { type: 'object' } : undefined) },
  );
  const first = {
    ...asCore,
    desired: { composite: undefined, resources: {} },
    input: { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'Input' },
    context: {},
    credentials: { token: { credentialData: { data: { value: Buffer.from('hidden') } } } },
    requiredResources: { policy: delivered(policy) },
    requiredSchemas: { job: { openapiV3: { type: 'object' } } },
  };
  expect(requests).toEqual([
    first,
    {
      ...first,
      context: { passed: 'on' },
      // A present key with nothing in it says "looked, not found".
      requiredResources: { policy: delivered(policy), missing: { items: [] } },
      requiredSchemas: { job: { openapiV3: { type: 'object' } }, none: { openapiV3: undefined } },
    },
    {
      ...asCore,
      desired: {
        composite: undefined,
        resources: {
          mine: { resource: { apiVersion: 'v1', kind: 'ConfigMap' }, connectionDetails: {}, ready: 0 },
        },
      },
      input: undefined,
      context: { passed: 'on' },
      credentials: {},
      requiredResources: {},
      requiredSchemas: {},
    },
  ]);
});

const calls = [
  { reason: 'without requirements one call is enough', requirements: undefined, want: 1 },
  { reason: 'an empty requirements message is not the same as none', requirements: {}, want: 2 },
  {
    reason: 'the same requirements twice end the loop',
    requirements: { resources: { a: { apiVersion: 'v1', kind: 'Secret' } } },
    want: 2,
  },
];

test.each(calls)('$reason', async ({ requirements, want }) => {
  let count = 0;
  const call = callFake(() => {
    count++;
    return { requirements };
  });
  const one = { ...composition, pipeline: composition.pipeline.slice(1) };
  await reconcile({ xr: run, composition: one, observed: [], now }, { call, read, readSchema: () => undefined });
  expect(count).toBe(want);
});

test('a credential whose Secret is not there stops the pipeline', async () => {
  const result = await reconcile(
    { xr: run, composition, observed: [], now },
    { call: callFake(() => ({})), read: () => [], readSchema: () => undefined },
  );
  expect(result.failure).toBe(
    'cannot compose resources: cannot get Composition pipeline step "first" credential "token" from Secret: Secret "token" not found',
  );
});

test('a Composition without a pipeline is refused', () => {
  const object = { apiVersion: 'v1', kind: 'Composition', metadata: { name: 'old' }, spec: { mode: 'Resources' } };
  expect(() => parseComposition(object)).toThrow(
    'cannot read Composition old: spec.pipeline is missing or spec.mode is not Pipeline',
  );
});
