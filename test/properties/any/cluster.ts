import { apiVersion } from '../../../api/names.ts';
import type { Fields } from './word.ts';

/** The TrainingClusters that runs of `any/run-spec.ts` name, as the platform has set them up for one namespace. */
export function clustersFor(namespace: string, isReached: boolean): readonly Fields[] {
  const existing = { kubeconfigSecretRef: { name: 'kubeconfig' } };
  const accelerators = [
    { type: 'L4', nodeSelector: { 'example.com/gpu': 'l4' } },
    { type: 'T4', resourceName: 'example.com/t4', tolerations: [{ key: 'gpu', operator: 'Exists' }] },
  ];
  const shared = { allowedNamespaces: [namespace], clusterProviderConfigRef: { name: 'shared' } };
  const facts = isReached ? { status: { facts: { providerConfigRef: { kind: 'ProviderConfig', name: 'own' } } } } : {};
  return [
    cluster('shared', 'platform', { existing, ...shared, artifacts: { uri: 's3://shared-artifacts' } }),
    {
      ...cluster('own', namespace, { existing, accelerators, location: { cloud: 'GCP', region: 'us-central1' } }),
      ...facts,
    },
    cluster('here', 'platform', { inCluster: {}, allowedNamespaces: [namespace] }),
    cluster('closed', 'platform', { existing }),
  ];
}

function cluster(name: string, namespace: string, spec: Fields): Fields {
  return { apiVersion, kind: 'TrainingCluster', metadata: { name, namespace }, spec };
}
