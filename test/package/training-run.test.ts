import { describe, expect, test } from '@jest/globals';
import { problemsOf, validated } from './refused.ts';
import { refusedSpecs, smallestSpec } from './training-run.cases.ts';

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
  const ps = { strategy: 'ParameterServer', parameterServers: 2 };
  const input = (name: string) => ({ name, uri: `pvc://data/${name}` });
  const changes = [
    {
      because: 'another trainer is another run',
      before: {},
      after: { trainer: { recipe: 'other' } },
      problems: ['spec.trainer: trainer cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'a renamed hyperparameter is another trainer',
      before: { trainer: { recipe: 'digits-cnn', hyperparameters: { epochs: 3 } } },
      after: { trainer: { recipe: 'digits-cnn', hyperparameters: { epoch: 3 } } },
      problems: ['spec.trainer: trainer cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'Jobs cannot move to other accelerators',
      before: { accelerator: { type: 'L4' } },
      after: { accelerator: { type: 'T4' } },
      problems: ['spec.accelerator: accelerator cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'an accelerator cannot be taken away',
      before: { accelerator: { type: 'L4' } },
      after: {},
      problems: ['spec.accelerator: accelerator cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'half a run on other data is no run',
      before: { data: { inputs: [input('a')] } },
      after: { data: { inputs: [input('b')] } },
      problems: ['spec.data: data cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'a run stays on its cluster',
      before: {},
      after: { cluster: { ref: { name: 'gpu' } } },
      problems: ['spec.cluster: cluster cannot be changed once the run exists; create another TrainingRun'],
    },
    {
      because: 'checkpoints of one strategy are not those of the other',
      before: {},
      after: ps,
      problems: [
        'spec.strategy: strategy cannot be changed once the run exists; create another TrainingRun',
        'spec.parameterServers: parameterServers can be changed only while the run is suspended: set suspend to true first',
      ],
    },
    {
      because: 'running workers know how many they are',
      before: {},
      after: { workers: 2 },
      problems: ['spec.workers: workers can be changed only while the run is suspended: set suspend to true first'],
    },
    {
      because: 'running workers know how many parameter servers there are',
      before: ps,
      after: { ...ps, parameterServers: 3 },
      problems: [
        'spec.parameterServers: parameterServers can be changed only while the run is suspended: set suspend to true first',
      ],
    },
    { because: 'a suspended run may come back larger', before: { suspend: true }, after: { workers: 2 }, problems: [] },
    { because: 'suspending and resizing go together', before: {}, after: { workers: 2, suspend: true }, problems: [] },
    {
      because: 'defaults written out are no change',
      before: {},
      after: { workers: 1, strategy: 'AllReduce', suspend: false },
      problems: [],
    },
    {
      because: 'the order of named items means nothing',
      before: { data: { inputs: [input('a'), input('b')] } },
      after: { data: { inputs: [input('b'), input('a')] } },
      problems: [],
    },
    {
      because: 'budget, deadline and failure policy may be changed at any time',
      before: {},
      after: { budget: { totalUSD: '5' }, activeDeadlineSeconds: 60, failurePolicy: { maxRestarts: 0 } },
      problems: [],
    },
  ];

  test.each(changes)('$problems.length problems: $because', ({ before, after, problems }) => {
    const result = validated(run({ ...smallestSpec, ...after }), run({ ...smallestSpec, ...before }));
    expect(problemsOf(result)).toEqual(problems);
    expect(result.unchecked).toEqual([]);
  });
});
