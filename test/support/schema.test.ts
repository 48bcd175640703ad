import { describe, expect, test } from '@jest/globals';
import { schemaErrors } from './schema.ts';

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'digits-worker', labels: { 'crosstrain.dev/run': 'digits' } },
  spec: {
    completions: 2,
    completionMode: 'Indexed',
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [64] } }] },
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'trainer', image: 'a', resources: { requests: { cpu: '500m', 'nvidia.com/gpu': 1 } } }],
      },
    },
  },
};

const object = (manifest: unknown) => ({
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
  metadata: { name: 'digits-worker' },
  spec: { forProvider: { manifest }, providerConfigRef: { kind: 'ProviderConfig', name: 'gpu' } },
});

const usage = (spec: unknown) => ({
  apiVersion: 'protection.crossplane.io/v1beta1',
  kind: 'Usage',
  metadata: { name: 'x' },
  spec,
});

const run = (status: unknown) => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace: 'team-vision' },
  spec: { trainer: { recipe: 'digits-cnn' } },
  status,
});

describe('an object of a known kind has no errors', () => {
  test.each([
    { because: 'it is a Job', value: job },
    { because: 'it carries a Job', value: object(job) },
    {
      because: 'it names what uses it',
      value: usage({ of: { apiVersion: 'v1', kind: 'Secret', resourceRef: { name: 'a' } }, reason: 'in use' }),
    },
    {
      because: 'its status is what the definition says',
      value: run({ phase: 'Running', training: { metrics: { accuracy: '0.97' } }, conditions: [] }),
    },
  ])('because $because', ({ value }) => {
    expect(schemaErrors(value)).toEqual([]);
  });
});

describe('an object has errors', () => {
  const container = { name: 'trainer', image: 'a' };
  const withPod = (spec: unknown) => ({ ...job, spec: { ...job.spec, template: { spec } } });
  const cases = [
    {
      because: 'a field is spelled wrongly',
      value: withPod({
        restartPolicy: 'Never',
        containers: [container],
        serviceAccount: 'a',
        hostname: 'a',
        subDomain: 'b',
      }),
      errors: ['batch/v1 Job: spec.template.spec.subDomain: there is no such field; did you mean subdomain?'],
    },
    {
      because: 'a field has the wrong type',
      value: { ...job, spec: { ...job.spec, completions: '2' } },
      errors: ['batch/v1 Job: spec.completions: must be a whole number, is "2"'],
    },
    {
      because: 'a required field is missing',
      value: withPod({ containers: [{ image: 'a' }] }),
      errors: ['batch/v1 Job: spec.template.spec.containers[0].name: is missing'],
    },
    {
      because: 'what it carries is wrong',
      value: object({ ...job, spec: { ...job.spec, completion: 2 } }),
      errors: ['in Object: batch/v1 Job: spec.completion: there is no such field; did you mean completions?'],
    },
    {
      because: 'a rule of the CRD is broken',
      value: usage({ of: { apiVersion: 'v1', kind: 'Secret', resourceRef: { name: 'a' } } }),
      errors: ['protection.crossplane.io/v1beta1 Usage: spec: either "spec.by" or "spec.reason" must be specified.'],
    },
    {
      because: 'its status would be pruned',
      value: run({ phase: 'Running', training: { accuracy: '0.97' } }),
      errors: ['crosstrain.dev/v1alpha1 TrainingRun: status.training.accuracy: there is no such field; '],
    },
    {
      because: 'a quantity cannot be read',
      value: withPod({ containers: [{ ...container, resources: { limits: { memory: '4GB' } } }] }),
      errors: ['batch/v1 Job: spec.template.spec.containers[0].resources.limits.memory: cannot be "4GB"'],
    },
    {
      because: 'nobody vendored its schema',
      value: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {} },
      errors: ['apps/v1 Deployment: no schema in test/crds or test/schemas'],
    },
  ];

  test.each(cases)('because $because', ({ value, errors }) => {
    expect(schemaErrors(value)).toEqual(errors.map((error) => expect.stringContaining(error)));
  });
});
