import type { KubernetesObject } from '../../../../simulator/object.ts';

/** A policy that lets AWS be used. */
export const policy = (aws: object = {}, more: object = {}): KubernetesObject => ({
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name: 'crosstrain-policy' },
  data: { aws: { accountId: '111122223333', regions: ['us-east-1'], ...aws }, ...more },
});

/** A network, made unless `spec` says otherwise. */
export const network = (create: object = {}, spec: object = {}): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingNetwork',
  metadata: { name: 'gpu', namespace: 'platform' },
  spec: {
    cloud: 'AWS',
    region: 'us-east-1',
    create: { zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'], ...create },
    ...spec,
  },
});

/** The same in a network that is already there. */
export const existingNetwork = (): KubernetesObject => ({
  ...network(),
  spec: {
    cloud: 'AWS',
    region: 'us-east-1',
    existing: {
      vpcId: 'vpc-0a1b2c3d4e5f67890',
      privateSubnets: [
        { id: 'subnet-0b0b0b0b0b0b0b0b0', zone: 'us-east-1b' },
        { id: 'subnet-0a0a0a0a0a0a0a0a0', zone: 'us-east-1a' },
      ],
    },
  },
});

/** A pool on the cluster below. */
export const pool = (spec: object = {}): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'ComputePool',
  metadata: { name: 'l4', namespace: 'platform' },
  spec: { clusterRef: { name: 'gpu' }, accelerator: { type: 'L4' }, nodes: 4, ...spec },
});

/** A cluster that crosstrain made, with all of its facts but those that `without` names. */
export const madeCluster = (without: readonly string[] = [], spec: object = {}): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'gpu', namespace: 'platform' },
  spec: { create: { cloud: 'AWS', region: 'us-east-1' }, ...spec },
  status: {
    facts: {
      aws: Object.fromEntries(
        Object.entries({
          region: 'us-east-1',
          clusterName: 'platform-gpu-12345678',
          endpoint: 'https://example.eks.amazonaws.com',
          vpcId: 'vpc-0a1b2c3d4e5f67890',
          clusterSecurityGroupId: 'sg-0c0c0c0c0c0c0c0c0',
          nodeRoleArn: 'arn:aws:iam::111122223333:role/platform-gpu-12345678-node',
          privateSubnets: [
            { id: 'subnet-0a0a0a0a0a0a0a0a0', zone: 'us-east-1a' },
            { id: 'subnet-0b0b0b0b0b0b0b0b0', zone: 'us-east-1b' },
          ],
        }).filter(([field]) => !without.includes(field)),
      ),
    },
  },
});

/** A policy that lets clusters be made, shared, and reached from one range. */
export const clusterPolicy = (aws: object = {}, more: object = {}): KubernetesObject =>
  policy(
    { controlPlaneCidrs: ['203.0.113.0/24'], ...aws },
    { inClusterProviderConfigRef: { kind: 'ClusterProviderConfig', name: 'in-cluster' }, ...more },
  );

/** A cluster that is made, with a network of its own. */
export const cluster = (create: object = {}, spec: object = {}): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'gpu', namespace: 'platform' },
  spec: {
    create: { cloud: 'AWS', region: 'us-east-1', zones: ['us-east-1a', 'us-east-1b'], ...create },
    ...spec,
  },
});

/** A run of two workers with eight A100 each, on that cluster and a pool `l4`. */
export const run = (): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace: 'platform' },
  spec: {
    trainer: { recipe: 'digits-cnn' },
    cluster: { ref: { name: 'gpu' } },
    pool: { ref: { name: 'l4' } },
    accelerator: { type: 'A100', count: 8 },
    workers: 2,
  },
});
