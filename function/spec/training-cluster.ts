import type { FieldError, Parsed } from '../../api/field-error.ts';
import type { TrainingClusterSpec as Document } from '../../api/kinds/training-cluster.gen.ts';
import schema from '../../api/kinds/training-cluster.schema.gen.json' with { type: 'json' };
import { given, unless } from './rule.ts';
import { completed } from './schema.ts';

/** What a platform says of a cluster that runs may use. */
export interface TrainingClusterSpec {
  readonly access: ClusterAccess;
  readonly location?: { readonly cloud: string; readonly region: string };
  readonly accelerators: NonNullable<Document['accelerators']>;
  readonly allowedNamespaces: readonly string[];
  readonly clusterProviderConfigName?: string;
  readonly artifactsURI?: string;
}

/** How the cluster is reached. */
export type ClusterAccess =
  | { readonly type: 'InCluster' }
  | { readonly type: 'Existing'; readonly secretName: string; readonly secretKey: string };

const completedSpec = completed<Document>(schema);

/** A TrainingCluster's spec, complete; or every field that is wrong. */
export function parseTrainingCluster(spec: unknown): Parsed<TrainingClusterSpec> {
  const parsed = completedSpec(spec ?? {}, 'spec');
  if (!parsed.ok) return parsed;
  const errors = ruleErrors(parsed.value);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: trainingCluster(parsed.value) };
}

function ruleErrors(spec: Document): readonly FieldError[] {
  const { inCluster, existing, allowedNamespaces, clusterProviderConfigRef } = spec;
  return [
    ...unless(given(inCluster, existing) === 1, 'spec', 'exactly one of inCluster and existing must be set'),
    ...unless(
      !existing || !allowedNamespaces || clusterProviderConfigRef !== undefined,
      'spec.clusterProviderConfigRef',
      'an existing cluster shared by allowedNamespaces needs clusterProviderConfigRef: a ProviderConfig serves its own namespace alone',
    ),
    ...unless(
      existing !== undefined || clusterProviderConfigRef === undefined,
      'spec.clusterProviderConfigRef',
      'clusterProviderConfigRef goes with existing',
    ),
  ];
}

function trainingCluster({
  existing,
  location,
  accelerators = [],
  allowedNamespaces = [],
  clusterProviderConfigRef,
  artifacts,
}: Document): TrainingClusterSpec {
  return {
    access: existing
      ? {
          type: 'Existing',
          secretName: existing.kubeconfigSecretRef.name,
          secretKey: existing.kubeconfigSecretRef.key ?? 'kubeconfig',
        }
      : { type: 'InCluster' },
    ...(location && { location }),
    accelerators,
    allowedNamespaces,
    ...(clusterProviderConfigRef && { clusterProviderConfigName: clusterProviderConfigRef.name }),
    ...(artifacts && { artifactsURI: artifacts.uri }),
  };
}
