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
