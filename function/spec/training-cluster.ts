import type { FieldError, Parsed } from '../../api/field-error.ts';
import type { TrainingClusterSpec as Document } from '../../api/kinds/training-cluster.gen.ts';
import schema from '../../api/kinds/training-cluster.schema.gen.json' with { type: 'json' };
import { given, unless } from './rule.ts';
import { createdCluster, type CreatedClusterSpec } from './created-cluster.ts';
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
  | { readonly type: 'Existing'; readonly secretName: string; readonly secretKey: string }
  | { readonly type: 'Created'; readonly cluster: CreatedClusterSpec };

const completedSpec = completed<Document>(schema);

/** A TrainingCluster's spec, complete; or every field that is wrong. */
export function parseTrainingCluster(spec: unknown): Parsed<TrainingClusterSpec> {
  const parsed = completedSpec(spec ?? {}, 'spec');
  if (!parsed.ok) return parsed;
  const errors = ruleErrors(parsed.value);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: trainingCluster(parsed.value) };
}

/** More would not fit into one composite resource, together with all that is made. */
const mostSharedWith = 4;

function ruleErrors(spec: Document): readonly FieldError[] {
  const { inCluster, existing, create, allowedNamespaces, clusterProviderConfigRef } = spec;
  return [
    ...unless(
      given(inCluster, existing, create) === 1,
      'spec',
      'exactly one of inCluster, existing and create must be set',
    ),
    ...unless(
      !create || given(create.zones, create.networkRef) === 1,
      'spec.create',
      'exactly one of zones and networkRef must be set',
    ),
    ...unless(
      !create || (allowedNamespaces ?? []).length <= mostSharedWith,
      'spec.allowedNamespaces',
      'at most four further namespaces with create',
    ),
    ...unless(
      !create || (spec.location === undefined && spec.accelerators === undefined),
      'spec',
      'location and accelerators go with inCluster and existing: with create they follow from it and its pools',
    ),
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

function trainingCluster(document: Document): TrainingClusterSpec {
  const { location, accelerators = [], allowedNamespaces = [], clusterProviderConfigRef, artifacts } = document;
  return {
    access: access(document),
    ...(location && { location }),
    accelerators,
    allowedNamespaces,
    ...(clusterProviderConfigRef && { clusterProviderConfigName: clusterProviderConfigRef.name }),
    ...(artifacts && { artifactsURI: artifacts.uri }),
  };
}

function access({ existing, create }: Document): ClusterAccess {
  if (create) return { type: 'Created', cluster: createdCluster(create) };
  if (!existing) return { type: 'InCluster' };
  const { name, key } = existing.kubeconfigSecretRef;
  return { type: 'Existing', secretName: name, secretKey: key ?? 'kubeconfig' };
}
