import type { FieldError, Parsed } from '../../api/field-error.ts';
import type { TrainingClusterSpec as Document } from '../../api/kinds/training-cluster.gen.ts';
import schema from '../../api/kinds/training-cluster.schema.gen.json' with { type: 'json' };
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

function ruleErrors({
  inCluster,
  existing,
  allowedNamespaces = [],
  clusterProviderConfigRef,
}: Document): readonly FieldError[] {
  if ((inCluster === undefined) === (existing === undefined))
    return [{ path: 'spec', message: 'exactly one of inCluster and existing must be set' }];
  if (existing && allowedNamespaces.length > 0 && !clusterProviderConfigRef) {
    return [
      {
        path: 'spec.clusterProviderConfigRef',
        message: 'is required to share an existing cluster with other namespaces',
      },
    ];
  }
  return [];
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
