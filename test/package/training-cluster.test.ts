import { describe, expect, test } from '@jest/globals';
import { problemsOf, validated } from './refused.ts';
import { existing, refusedClusters } from './training-cluster.cases.ts';

const cluster = (spec: unknown) => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'gpu', namespace: 'platform' },
  spec,
});

describe('a cluster is refused', () => {
  test.each(refusedClusters)('because $because', ({ spec, problems }) => {
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
      'spec: a TrainingCluster cannot change between inCluster, existing and create; create another one',
    ]);
  });

  test('of the kubeconfig is accepted: credentials are rotated', () => {
    const rotated = { existing: { kubeconfigSecretRef: { name: 'gpu-kubeconfig-2' } } };
    expect(problemsOf(validated(cluster(rotated), cluster(existing)))).toEqual([]);
  });
});
