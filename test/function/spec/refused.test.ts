import { describe, expect, test } from '@jest/globals';
import { parseTrainingCluster } from '../../../function/spec/training-cluster.ts';
import { parseTrainingRun } from '../../../function/spec/parse-training-run.ts';
import { refusedSpecs, smallestSpec } from '../../package/training-run.cases.ts';

function refusals(spec: Readonly<Record<string, unknown>>): readonly string[] {
  const given = Object.entries({ ...smallestSpec, ...spec }).filter(([, value]) => value !== undefined);
  const parsed = parseTrainingRun(Object.fromEntries(given), 'team-vision');
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

/** `crosstrain validate` also guesses what was meant. */
const withoutGuess = (problem: string) => problem.replace(/; did you mean [^?]*\?$/, '');

describe('the function refuses, without an API server, what the definition refuses, in the same words', () => {
  const readable = refusedSpecs.filter(
    ({ problems }) => !problems.some((problem) => problem.includes('no such field')),
  );
  test.each(readable)('because $because', ({ spec, problems }) => {
    expect(refusals(spec)).toEqual(problems.map(withoutGuess));
  });

  test('and nearly all of its cases are meant', () => {
    expect(refusedSpecs.length - readable.length).toBe(3);
  });
});

describe('a field that this version does not know is no reason to refuse a run', () => {
  const unknown = refusedSpecs.filter(({ problems }) => problems.some((problem) => problem.includes('no such field')));
  test.each(unknown)('though $because', ({ spec }) => {
    expect(refusals(spec)).toEqual([]);
  });
});

describe('the function refuses what CEL does not see', () => {
  const image = { image: 'registry.example.com/team/train:v1' };
  const inputs = (uri: string) => ({ data: { inputs: [{ name: 'digits', uri }] } });
  const volume = (mountPath: string) => ({ volumes: [{ name: 'scratch', mountPath, emptyDir: {} }] });
  const path = "mountPath must not contain '..' nor lie in /crosstrain, /tmp, /dev, /proc, /sys or /var/run/secrets";
  test.each([
    {
      because: 'whoever reads a URL decodes dots',
      spec: inputs('https://data.example.com/team/%2e%2E/other'),
      problems: ["spec.data.inputs[0].uri: uri must not contain '..'"],
    },
    {
      because: 'artifacts must stay below their prefix too',
      spec: { artifacts: { uri: 's3://models/%2E./other' } },
      problems: ["spec.artifacts.uri: uri must not contain '..'"],
    },
    {
      because: 'two slashes are one',
      spec: volume('//crosstrain/source'),
      problems: [`spec.volumes[0].mountPath: ${path}`],
    },
    { because: 'a dot is nothing', spec: volume('/./dev/shm'), problems: [`spec.volumes[0].mountPath: ${path}`] },
    {
      because: 'two inputs of one name would share a folder',
      spec: {
        data: {
          inputs: [
            { name: 'a', uri: 'pvc://a' },
            { name: 'a', uri: 'pvc://b' },
          ],
        },
      },
      problems: ['spec.data.inputs[1]: has the same name as item 0'],
    },
    {
      because: 'all mistakes are said at once',
      spec: {
        trainer: { ...image, recipe: 'digits-cnn', env: [{ name: 'TF_CONFIG', value: '' }] },
        parameterServers: 2,
        budget: { totalUSD: '0' },
      },
      problems: [
        'spec.trainer: exactly one of recipe, module and image must be set',
        'spec.parameterServers: parameterServers needs strategy ParameterServer; with AllReduce leave it out',
        'spec.trainer.env[0].name: TF_CONFIG and names that begin with CROSSTRAIN_ are set by crosstrain',
        'spec.budget.totalUSD: totalUSD must be more than 0',
      ],
    },
    { because: 'a spec is an object', spec: { trainer: [] }, problems: ['spec.trainer: must be an object, is a list'] },
    {
      because: 'null is no value',
      spec: { workers: null },
      problems: ['spec.workers: must be a whole number, is empty: give a value or remove the field'],
    },
    {
      because: 'a map may have a dotted key',
      spec: { podLabels: { 'example.com/a': 1 } },
      problems: ["spec.podLabels['example.com/a']: must be text: put 1 in quotes"],
    },
    {
      because: 'an index shows as one only in a list',
      spec: { podLabels: { '0': 'not ok' } },
      problems: ['spec.podLabels[\'0\']: cannot be "not ok"'],
    },
  ])('because $because', ({ spec, problems }) => {
    expect(refusals(spec)).toEqual(problems);
  });

  test('a run without any spec', () => {
    expect(parseTrainingRun(undefined, 'team-vision').ok).toBe(false);
  });
});

describe('a cluster is refused', () => {
  const existing = { kubeconfigSecretRef: { name: 'kubeconfig' } };
  test.each([
    {
      because: 'nothing leads to it',
      spec: {},
      problems: ['spec: exactly one of inCluster, existing and create must be set'],
    },
    {
      because: 'of two one would be ignored',
      spec: { inCluster: {}, existing },
      problems: ['spec: exactly one of inCluster, existing and create must be set'],
    },
    {
      because: 'a ProviderConfig serves its own namespace alone',
      spec: { existing, allowedNamespaces: ['team-ads'] },
      problems: [
        'spec.clusterProviderConfigRef: an existing cluster shared by allowedNamespaces needs clusterProviderConfigRef: a ProviderConfig serves its own namespace alone',
      ],
    },
    {
      because: 'nothing would use the provider configuration',
      spec: { inCluster: {}, clusterProviderConfigRef: { name: 'gpu' } },
      problems: ['spec.clusterProviderConfigRef: clusterProviderConfigRef goes with existing'],
    },
    {
      because: 'a kubeconfig has a name',
      spec: { existing: { kubeconfigSecretRef: {} } },
      problems: ['spec.existing.kubeconfigSecretRef.name: is missing (Name of the Secret)'],
    },
  ])('because $because', ({ spec, problems }) => {
    const parsed = parseTrainingCluster(spec);
    expect(parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`)).toEqual(problems);
  });
});
