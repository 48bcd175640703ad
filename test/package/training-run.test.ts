import { describe, expect, test } from '@jest/globals';
import { problemsOf, validated } from './refused.ts';
import { refusedSpecs, smallestSpec } from './training-run.cases.ts';
import { changedSpecs } from './training-run.changes.ts';

const run = (spec: unknown, name = 'digits') => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name, namespace: 'team-vision' },
  spec,
});

describe('a spec is refused', () => {
  test.each(refusedSpecs)('because $because', ({ spec, problems }) => {
    expect(problemsOf(validated(run({ ...smallestSpec, ...spec })))).toEqual(problems);
  });
});

describe('a spec is accepted', () => {
  const accepted = [
    { because: 'a recipe is enough', spec: {} },
    {
      because: 'seven lines are enough for four GPUs and a budget',
      spec: { accelerator: { type: 'L4', count: 1 }, workers: 4, budget: { totalUSD: '20.00' } },
    },
    {
      because: 'any image may train, with code of its own mounted',
      spec: {
        trainer: {
          image: 'registry.example.com/team/tf@sha256:0123456789abcdef',
          source: { git: { url: 'https://git.example.com/team/model.git', revision: 'v1.2' } },
          command: ['python', 'train.py'],
          env: [{ name: 'TF_CPP_MIN_LOG_LEVEL', value: '1' }],
        },
      },
    },
    {
      because: 'hyperparameters are anything',
      spec: {
        trainer: {
          recipe: 'digits-cnn',
          hyperparameters: { epochs: 3, layers: [8, 16], schedule: { kind: 'cosine' } },
        },
      },
    },
    {
      because: 'an affinity is what Kubernetes says it is',
      spec: { podTemplateOverrides: { affinity: { podAntiAffinity: { anything: [{ goes: true }] } } } },
    },
    { because: 'parameter servers go with their strategy', spec: { strategy: 'ParameterServer', parameterServers: 2 } },
    {
      because: 'what is thrown away with the run may have a size',
      spec: { artifacts: { retentionPolicy: 'Delete', storage: '5Gi' } },
    },
    { because: 'Crossplane has fields of its own', spec: { crossplane: { compositionRef: { name: 'other' } } } },
  ];

  test.each(accepted)('because $because', ({ spec }) => {
    expect(validated(run({ ...smallestSpec, ...spec }))).toMatchObject({ outcome: 'Valid', problems: [] });
  });

  test('and every rule but those on changes was judged', () => {
    const { unchecked } = validated(run({ ...smallestSpec, strategy: 'ParameterServer', parameterServers: 2 }));
    expect(unchecked.filter(({ why }) => why !== 'compares with the object before the change')).toEqual([]);
  });
});

describe('a name', () => {
  const startsWrong =
    "metadata.name: must begin with a letter and consist of lower-case letters, digits and '-': Services of the run carry it";
  test.each([
    { because: 'a Service begins with a letter', name: '2-digits', problems: [startsWrong] },
    { because: 'a Service has no dots', name: 'digits.v2', problems: [startsWrong] },
    {
      because: 'a pod name is a host name',
      name: 'a'.repeat(41),
      problems: ['metadata.name: must have at most 40 characters'],
    },
  ])('is refused because $because', ({ name, problems }) => {
    expect(problemsOf(validated(run(smallestSpec, name)))).toEqual(problems);
  });

  test('may be left to the API server', () => {
    const { metadata: _, ...unnamed } = run(smallestSpec);
    expect(validated({ ...unnamed, metadata: { generateName: 'digits-' } }).outcome).toBe('Valid');
    expect(problemsOf(validated({ ...unnamed, metadata: {} }))).toEqual([
      'metadata.name: is missing: set it, or generateName',
    ]);
  });
});

describe('a change', () => {
  test.each(changedSpecs)('$problems.length problems: $because', ({ before, after, problems }) => {
    const result = validated(run({ ...smallestSpec, ...after }), run({ ...smallestSpec, ...before }));
    expect(problemsOf(result)).toEqual(problems);
    expect(result.unchecked).toEqual([]);
  });
});
