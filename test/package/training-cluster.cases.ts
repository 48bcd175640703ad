import type { RefusedSpec } from './refused-spec.ts';

/** The least that leads to another cluster. */
export const existing = { existing: { kubeconfigSecretRef: { name: 'gpu-kubeconfig' } } };

/** What a TrainingCluster must not be, one reason each. */
export const refusedClusters: readonly RefusedSpec[] = [
  {
    because: 'nothing leads to it',
    spec: {},
    problems: ['spec: exactly one of inCluster, existing and create must be set'],
  },
  {
    because: 'of two clusters one would be ignored',
    spec: { inCluster: {}, ...existing },
    problems: ['spec: exactly one of inCluster, existing and create must be set'],
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
