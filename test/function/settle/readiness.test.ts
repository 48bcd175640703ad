import { describe, expect, test } from '@jest/globals';
import { readiness } from '../../../function/settle/readiness.ts';

const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });
const job = (status: object, parallelism = 2) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  spec: { parallelism },
  status,
});
const secret = (...conditions: readonly object[]) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  status: { conditions },
});
const remote = (manifest: unknown, ...conditions: readonly object[]) => ({
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
  status: { atProvider: { manifest }, conditions },
});
const isReady = condition('Ready', 'True');

describe('an object is ready', () => {
  test.each([
    { because: 'a ConfigMap is, as soon as it exists', object: { apiVersion: 'v1', kind: 'ConfigMap' } },
    { because: 'a Service is too', object: { apiVersion: 'v1', kind: 'Service' } },
    {
      because: 'a claim may wait for its first pod',
      object: { kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
    },
    {
      because: 'a provider configuration has no condition',
      object: { apiVersion: 'kubernetes.m.crossplane.io/v1alpha1', kind: 'ProviderConfig', spec: {} },
    },
    { because: 'a Job has all its pods', object: job({ ready: 2 }) },
    { because: 'some of its pods have succeeded', object: job({ ready: 1, succeeded: 1 }) },
    {
      because: 'a pod that succeeded is counted later than it is missed',
      object: job({ ready: 1, uncountedTerminatedPods: { succeeded: ['uid'] } }),
    },
    { because: 'it has ended', object: job({ conditions: [condition('Complete', 'True')] }) },
    { because: 'how it ended is not its readiness', object: job({ conditions: [condition('Failed', 'True')] }) },
    { because: 'it is suspended as asked', object: job({ conditions: [condition('Suspended', 'True')] }) },
    { because: 'its secret is there', object: secret(isReady) },
    { because: 'its kind is a word of JavaScript', object: { apiVersion: 'example.com/v1', kind: 'constructor' } },
    { because: 'it and its stand-in are', object: remote(job({ ready: 2 }), isReady) },
  ])('$because', ({ object }) => {
    expect(readiness(object)).toEqual({ ready: true });
  });
});

describe('an object is not ready', () => {
  test.each([
    { because: 'nothing runs', object: job({}), why: 'has 0 of 2 pods ready' },
    { because: 'a pod is missing', object: job({ ready: 1, active: 2 }), why: 'has 1 of 2 pods ready' },
    {
      because: 'it was resumed',
      object: job({ conditions: [condition('Suspended', 'False')] }),
      why: 'has 0 of 2 pods ready',
    },
    { because: 'nobody looked at it yet', object: secret(), why: 'is not ready yet' },
    {
      because: 'it says why',
      object: secret(condition('Ready', 'False', { reason: 'SecretSyncedError', message: 'no such key' })),
      why: 'is not ready: no such key',
    },
    {
      because: 'it says why in a word',
      object: secret(condition('Ready', 'False', { reason: 'SecretSyncedError' })),
      why: 'is not ready: SecretSyncedError',
    },
    { because: 'it does not know', object: secret(condition('Ready', 'Unknown')), why: 'is not ready yet' },
    { because: 'its stand-in is not', object: remote(job({ ready: 2 })), why: 'is not ready yet' },
    { because: 'it was never seen', object: remote({}, isReady), why: 'was not seen on its cluster yet' },
    {
      because: 'its stand-in is, but not itself',
      object: remote(job({ ready: 1 }), isReady),
      why: 'has 1 of 2 pods ready',
    },
  ])('$because', ({ object, why }) => {
    expect(readiness(object)).toEqual({ ready: false, why });
  });
});
