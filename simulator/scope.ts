import { groupOf } from './object.ts';

/** Kinds of Kubernetes' own groups that live outside namespaces. */
const clusterKinds = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'DeviceClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Cluster-wide twins of namespaced kinds, by the same habit of every project. */
const clusterTwins = /^Cluster(ProviderConfig|ProviderConfigUsage|SecretStore|ExternalSecret|Issuer|Usage)$/;

/**
 * Whether a kind lives in namespaces. Core refuses the whole composition where a namespaced composite composes one that
 * does not, and its render engine, which knows no kinds, lets it pass: so it is asked here.
 */
export function isNamespaced(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  if (clusterKinds.has(kind) && !group.includes('crosstrain')) return false;
  if (clusterTwins.test(kind)) return false;
  if (group === 'pkg.crossplane.io' || group === 'apiextensions.crossplane.io') return false;
  // Upjet's first generation; its namespaced twins have `.m.` in their group.
  return !(group.endsWith('.upbound.io') && !group.endsWith('.m.upbound.io'));
}
