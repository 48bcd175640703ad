import type { Manifest } from '../../graph/resource.ts';
import type { ClusterAccess } from '../../spec/training-cluster.ts';

/** A namespaced object's name. */
interface Name {
  readonly name: string;
  readonly namespace: string;
}

/** How provider-kubernetes reaches the cluster: by the kubeconfig in the secret that the platform named. */
export function providerConfig(
  { name, namespace }: Name,
  access: Extract<ClusterAccess, { readonly type: 'Existing' }>,
): Manifest {
  return {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'ProviderConfig',
    metadata: { name, namespace },
    spec: {
      credentials: { source: 'Secret', secretRef: { name: access.secretName, namespace, key: access.secretKey } },
    },
  };
}

/** Reads a namespace that every cluster has: ready as soon as the cluster answers. It changes nothing there. */
export function reachability(name: string, config: Name): Manifest {
  return {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    metadata: { name, namespace: config.namespace },
    spec: {
      managementPolicies: ['Observe'],
      forProvider: { manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } } },
      providerConfigRef: { kind: 'ProviderConfig', name: config.name },
    },
  };
}

/**
 * A team's namespace over there, under the *restricted* Pod Security Standard. It is never deleted from here: other things
 * than runs may live in it.
 */
export function teamNamespace(name: string, config: Name, team: string): Manifest {
  return {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    metadata: { name, namespace: config.namespace },
    spec: {
      managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'],
      forProvider: {
        manifest: {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: team, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
        },
      },
      providerConfigRef: { kind: 'ProviderConfig', name: config.name },
    },
  };
}
