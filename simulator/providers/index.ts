import { aws } from './aws/index.ts';
import { externalSecret } from './external-secret.ts';
import { job, runningJob } from './job.ts';
import { namespace } from './namespace.ts';
import { persistentVolumeClaim } from './persistent-volume-claim.ts';
import { podDisruptionBudget } from './pod-disruption-budget.ts';
import { providerConfig } from './provider-config.ts';
import { release } from './release.ts';
import { remoteObject } from './remote-object.ts';
import type { Providers } from './provider.ts';

/**
 * Controllers that answer as the real ones do, until everything is done. Kinds that have no status need none:
 * ConfigMap, Service, ServiceAccount, Role, RoleBinding, NetworkPolicy.
 */
export const providers = {
  ...aws,
  'batch/v1/Job': job,
  'external-secrets.io/v1/ExternalSecret': externalSecret,
  'helm.m.crossplane.io/v1beta1/ProviderConfig': providerConfig,
  'helm.m.crossplane.io/v1beta1/Release': release,
  'kubernetes.m.crossplane.io/v1alpha1/ClusterProviderConfig': providerConfig,
  'kubernetes.m.crossplane.io/v1alpha1/Object': remoteObject,
  'kubernetes.m.crossplane.io/v1alpha1/ProviderConfig': providerConfig,
  'policy/v1/PodDisruptionBudget': podDisruptionBudget,
  'v1/Namespace': namespace,
  'v1/PersistentVolumeClaim': persistentVolumeClaim,
} as const satisfies Providers;

/** The same while training goes on: Jobs start and get ready, and never end. */
export const providersInTraining = { ...providers, 'batch/v1/Job': runningJob } as const satisfies Providers;
