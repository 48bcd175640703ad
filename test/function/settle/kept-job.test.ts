import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../../function/graph/resource.ts';
import { keptJob } from '../../../function/settle/kept-job.ts';

const job = (image: string, spec: object = {}): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {},
  spec: { completions: 2, template: { spec: { containers: [{ name: 'trainer', image }] } }, ...spec },
});

const fieldsOfJob = {
  'f:spec': {
    'f:completions': {},
    'f:suspend': {},
    'f:activeDeadlineSeconds': {},
    'f:backoffLimit': {},
    'f:template': {
      'f:spec': { 'f:containers': { 'k:{"name":"trainer"}': { '.': {}, 'f:name': {}, 'f:image': {} } } },
    },
  },
};

/** The manifest as the API server holds it, with defaults that nobody applied. */
const observed = (manifest: Manifest, fieldsV1: object) => ({
  ...manifest,
  metadata: {
    name: 'digits-worker',
    managedFields: [{ manager: 'apiextensions.crossplane.io/composed/1', operation: 'Apply', fieldsV1 }],
  },
  status: { active: 2 },
});

describe('a Job that exists', () => {
  const before = job('old', { suspend: false, activeDeadlineSeconds: 3600, backoffLimit: 3, manualSelector: false });

  test('keeps its template, whatever is rendered today', () => {
    expect(keptJob(job('new', { completions: 4 }), observed(before, fieldsOfJob))).toEqual(job('old'));
  });

  test.each([
    { because: 'a run is suspended', today: { suspend: true } },
    { because: 'a budget is raised', today: { suspend: false, activeDeadlineSeconds: 7200 } },
    { because: 'restarts are allowed', today: { suspend: false, backoffLimit: 5 } },
  ])('follows the run in what may change: $because', ({ today }) => {
    expect(keptJob(job('new', today), observed(before, fieldsOfJob))).toEqual(job('old', today));
  });

  test('is as rendered where it does not say what Crossplane applied', () => {
    const rendered = job('new');
    expect(keptJob(rendered, { ...before, metadata: { name: 'a' } })).toBe(rendered);
  });

  test('on another cluster is the one in its Object', () => {
    const object = (manifest: Manifest, more: object = {}): Manifest => ({
      apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
      kind: 'Object',
      metadata: {},
      spec: { forProvider: { manifest }, providerConfigRef: { kind: 'ProviderConfig', name: 'gpu' }, ...more },
    });
    const fields = {
      'f:spec': {
        'f:forProvider': { 'f:manifest': { 'f:apiVersion': {}, 'f:kind': {}, 'f:metadata': {}, ...fieldsOfJob } },
        'f:providerConfigRef': { 'f:kind': {}, 'f:name': {} },
      },
    };
    const there = observed(object(before, { managementPolicies: ['*'] }), fields);
    expect(keptJob(object(job('new', { suspend: true })), there)).toEqual(object(job('old', { suspend: true })));
  });
});
