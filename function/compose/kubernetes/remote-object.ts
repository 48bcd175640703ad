import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';

/** Kinds whose changes on the other cluster must be seen soon: a Job's end, the trainer's progress. */
const watched: readonly string[] = ['Job', 'ConfigMap'];

const leftBehind = ['Observe', 'Create', 'Update', 'LateInitialize'];

/** The manifest as it is, or wrapped for the provider that applies it on another cluster. */
export function onTarget({ target, cluster }: Pick<Plan, 'target' | 'cluster'>, manifest: Manifest): Manifest {
  if (target.type === 'InCluster') return manifest;
  const { name = '', namespace = '', labels } = manifest.metadata ?? {};
  return {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    // The kind is part of the name: a Role and a ConfigMap may share theirs, Objects may not.
    metadata: { name: `${name}-${manifest.kind.toLowerCase()}`, namespace, ...(labels && { labels }) },
    spec: {
      // What lives exactly as long as the run's own cluster goes with it; a Job must go before, or its pods would train on.
      ...(cluster && manifest.kind !== 'Job' && { managementPolicies: leftBehind }),
      forProvider: { manifest },
      ...(target.providerConfigRef && {
        providerConfigRef: { kind: target.providerConfigRef.kind, name: target.providerConfigRef.name },
      }),
      ...(watched.includes(manifest.kind) && { watch: true }),
    },
  };
}
