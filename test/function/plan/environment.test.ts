import { describe, expect, test } from '@jest/globals';
import { environment } from '../../../api/trainer-contract/environment.ts';
import { variables, type EnvironmentFacts } from '../../../function/plan/environment.ts';
import { podEnvironments } from '../../support/kubernetes-environment.ts';
import { policyOf, specOf } from '../../support/parsed.ts';

const facts: EnvironmentFacts = {
  run: 'digits',
  namespace: 'team-vision',
  role: { name: 'worker', replicas: 2, accelerated: true },
  attempt: 1,
  accelerators: 1,
  tfConfig: '{"task":{"type":"worker","index":$(CROSSTRAIN_INDEX)}}',
  service: 'digits',
  artifacts: '/crosstrain/artifacts',
  reportsProgress: true,
  progressConfigMap: 'digits-progress',
};

/** What pod 1 of the role finds in its environment. */
function inPod(spec = specOf(), policy = policyOf(), more: Partial<EnvironmentFacts> = {}) {
  const env = variables(spec, policy, { ...facts, ...more }).map((variable) =>
    'value' in variable
      ? variable
      : { name: variable.name, valueFrom: { fieldRef: { fieldPath: variable.fieldPath } } },
  );
  const job = { metadata: { name: 'w' }, spec: { completions: 2, template: { spec: { containers: [{ env }] } } } };
  return podEnvironments(job)[1]?.variables ?? {};
}

test('the index comes from the pod, and TF_CONFIG has it', () => {
  expect(inPod()).toMatchObject({ [environment.index]: '1', TF_CONFIG: '{"task":{"type":"worker","index":1}}' });
});

describe('what a person wrote reaches the program as it was written', () => {
  const image = { image: 'registry.example.com/train' };
  test.each([
    { because: 'Kubernetes would expand a reference', text: '$(CROSSTRAIN_INDEX)' },
    { because: 'Kubernetes would halve two dollars', text: 'a$$b' },
    { because: 'Kubernetes would read a doubled dollar as an escape', text: '$$(CROSSTRAIN_INDEX)' },
    { because: 'a shell variable is none of ours', text: '${HOME}/x$' },
    { because: 'an open bracket is text', text: 'price: $(5' },
  ])('$text: $because', ({ text }) => {
    const hyperparameters = { note: text };
    const spec = specOf({ trainer: { ...image, hyperparameters, env: [{ name: 'NOTE', value: text }] } });
    const found = inPod(spec);
    expect(JSON.parse(found[environment.hyperparameters] ?? '')).toEqual(hyperparameters);
    expect(found['NOTE']).toBe(text);
  });
});

describe("a user's variable", () => {
  const withHome = specOf({
    trainer: { image: 'r.example.com/a', env: [{ name: 'HOME', value: '/crosstrain/artifacts' }] },
  });

  test('stands instead of ours, since the API server refuses two of one name', () => {
    const names = variables(withHome, policyOf(), facts).map(({ name }) => name);
    expect(names.filter((name) => name === 'HOME')).toEqual(['HOME']);
    expect(inPod(withHome)['HOME']).toBe('/crosstrain/artifacts');
  });
});

describe('proxies', () => {
  const proxy = { https: 'http://proxy.example.com:3128', noProxy: '10.0.0.0/8' };

  test('are the policy’s, and never stand between peers', () => {
    const found = inPod(specOf(), policyOf({ proxy }));
    expect(found).toMatchObject({
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      NO_PROXY: '10.0.0.0/8,.digits.team-vision.svc',
    });
    expect(found).not.toHaveProperty('HTTP_PROXY');
  });

  test('are none where policy names none', () => {
    expect(Object.keys(inPod()).filter((name) => name.endsWith('PROXY'))).toEqual([]);
  });
});

describe('the contract says', () => {
  test.each([
    { because: 'who reports', more: {}, has: { [environment.progress]: 'configmap://team-vision/digits-progress' } },
    { because: 'that others do not', more: { reportsProgress: false }, lacks: environment.progress },
    { because: 'that GPUs are asked for', more: {}, has: { [environment.accelerator]: 'required' } },
    {
      because: 'that none are',
      more: { accelerators: 0 },
      has: { [environment.accelerator]: 'none', [environment.acceleratorCount]: '0' },
    },
    { because: 'no module for a recipe', more: {}, lacks: environment.module },
    { because: 'no source where there is none', more: {}, lacks: environment.source },
  ])('$because', ({ more, has = {}, lacks }) => {
    const found = inPod(specOf(), policyOf(), more);
    expect(found).toMatchObject(has);
    if (lacks !== undefined) expect(found).not.toHaveProperty(lacks);
  });

  test('where an input is mounted, and leaves the others to the trainer', () => {
    const spec = specOf({
      data: {
        inputs: [
          { name: 'images', uri: 'pvc://data/mnist', access: 'ReadWrite' },
          { name: 'labels', uri: 's3://data/labels' },
        ],
      },
    });
    expect(JSON.parse(inPod(spec)[environment.inputs] ?? '')).toEqual([
      { name: 'images', uri: 'pvc://data/mnist', access: 'ReadWrite', path: '/crosstrain/inputs/images' },
      { name: 'labels', uri: 's3://data/labels', access: 'ReadOnly' },
    ]);
  });

  test('the same whatever the order of hyperparameters', () => {
    const of = (hyperparameters: object) => specOf({ trainer: { recipe: 'digits-cnn', hyperparameters } });
    expect(inPod(of({ a: 1, b: { d: 2, c: 3 } }))).toEqual(inPod(of({ b: { c: 3, d: 2 }, a: 1 })));
  });
});
