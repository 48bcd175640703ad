import { describe, expect, test } from '@jest/globals';
import { problemsOf, validated } from './refused.ts';

const cluster = (spec: unknown) => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'gpu', namespace: 'platform' },
  spec,
});
const existing = { existing: { kubeconfigSecretRef: { name: 'gpu-kubeconfig' } } };

describe('a cluster is refused', () => {
  const refused = [
    {
      because: 'nothing leads to it',
      spec: {},
      problems: ['spec: exactly one of inCluster and existing must be set'],
    },
    {
      because: 'of two clusters one would be ignored',
      spec: { inCluster: {}, ...existing },
      problems: ['spec: exactly one of inCluster and existing must be set'],
    },
    {
      because: 'a ProviderConfig serves its own namespace alone',
      spec: { ...existing, allowedNamespaces: ['team-vision'] },
      problems: [
        'spec.clusterProviderConfigRef: an existing cluster shared by allowedNamespaces needs clusterProviderConfigRef: a ProviderConfig serves its own namespace alone',
      ],
    },
    {
      because: 'runs in the own cluster need no provider',
      spec: { inCluster: {}, clusterProviderConfigRef: { name: 'gpu' } },
      problems: ['spec.clusterProviderConfigRef: clusterProviderConfigRef goes with existing'],
    },
    {
      because: 'cpu is no accelerator',
      spec: { inCluster: {}, accelerators: [{ type: 'L4', resourceName: 'cpu' }] },
      problems: ['spec.accelerators[0].resourceName: cannot be "cpu" (The extended resource that pods ask for)'],
    },
    {
      because: 'of two entries for one type one would be ignored',
      spec: { inCluster: {}, accelerators: [{ type: 'L4' }, { type: 'L4' }] },
      problems: ['spec.accelerators[1]: has the same type as item 0'],
    },
    {
      because: 'a region without its cloud has no prices',
      spec: { inCluster: {}, location: { region: 'us-east-1' } },
      problems: ['spec.location.cloud: is missing (The cloud)'],
    },
    {
      because: 'clouds are spelled one way',
      spec: { inCluster: {}, location: { cloud: 'aws', region: 'us-east-1' } },
      problems: ['spec.location.cloud: must be one of AWS, GCP, Azure, is "aws"; did you mean AWS?'],
    },
    {
      because: 'a namespace is listed once',
      spec: { inCluster: {}, allowedNamespaces: ['team-a', 'team-a'] },
      problems: ['spec.allowedNamespaces[1]: repeats item 0'],
    },
    {
      because: 'artifacts cannot go to a folder of the node',
      spec: { inCluster: {}, artifacts: { uri: '/mnt/artifacts' } },
      problems: ['spec.artifacts.uri: cannot be "/mnt/artifacts" (Every run owns <uri>/<namespace>/<run>)'],
    },
  ];

  test.each(refused)('because $because', ({ spec, problems }) => {
    expect(problemsOf(validated(cluster(spec)))).toEqual(problems);
  });
});

describe('a cluster is accepted', () => {
  test.each([
    { because: 'the one that Crossplane runs in needs nothing', spec: { inCluster: {} } },
    { because: 'an existing one needs its kubeconfig', spec: existing },
    {
      because: 'a shared one names the platform configuration',
      spec: { ...existing, allowedNamespaces: ['team-vision'], clusterProviderConfigRef: { name: 'gpu' } },
    },
    {
      because: 'it says what its nodes have',
      spec: {
        inCluster: {},
        location: { cloud: 'GCP', region: 'europe-west4' },
        accelerators: [{ type: 'L4', nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' } }],
        artifacts: { uri: 'pvc://artifacts/runs' },
      },
    },
  ])('because $because', ({ spec }) => {
    expect(validated(cluster(spec))).toMatchObject({ outcome: 'Valid', problems: [] });
  });
});

describe('a change', () => {
  test('from one cluster to another is refused: runs would leave their objects behind', () => {
    expect(problemsOf(validated(cluster(existing), cluster({ inCluster: {} })))).toEqual([
      'spec: a TrainingCluster cannot change between inCluster and existing; create another one',
    ]);
  });

  test('of the kubeconfig is accepted: credentials are rotated', () => {
    const rotated = { existing: { kubeconfigSecretRef: { name: 'gpu-kubeconfig-2' } } };
    expect(problemsOf(validated(cluster(rotated), cluster(existing)))).toEqual([]);
  });
});
