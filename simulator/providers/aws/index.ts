import type { Providers } from '../provider.ts';
import { clusterAuth } from './cluster-auth.ts';
import { simulatedKinds } from './kinds.ts';
import { managedResource } from './managed-resource.ts';

/** Simulated AWS: every kind of its providers that is composed. */
export const aws: Providers = {
  'eks.aws.m.upbound.io/v1beta1/ClusterAuth': clusterAuth,
  ...Object.fromEntries(
    Object.entries(simulatedKinds).map(([kind, simulated]) => [
      `${simulated.group}.aws.m.upbound.io/v1beta1/${kind}`,
      managedResource(simulated),
    ]),
  ),
};
