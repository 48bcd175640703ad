import { listAt, stringAt } from '../../api/json.ts';
import { groupOf, identity, referenceTo } from '../object.ts';
import { deletionRefusal } from './aws/refusals.ts';
import type { KubernetesObject, ObjectReference } from '../object.ts';
import type { Contents } from './aws/refusals.ts';

/**
 * Why a provider keeps an object that is to be deleted, in its words; `undefined` once it lets it go. The reason may pass: a
 * provider tries again.
 * @param others all that is still there, Secrets with kubeconfigs included
 */
export function reasonToStay(
  object: KubernetesObject,
  others: readonly KubernetesObject[],
  contents: Contents = {},
): string | undefined {
  if (isProviderConfig(object)) return usersReason(object, others);
  // What it stands for stays where it is: nobody is asked, and no connection made.
  if (!mayDelete(object)) return undefined;
  const group = groupOf(object.apiVersion);
  if (group === 'kubernetes.m.crossplane.io' || group === 'helm.m.crossplane.io') return unreachable(object, others);
  return deletionRefusal(object, others.filter(mayDelete), contents);
}

/**
 * Who still uses an object, as a Usage says; Crossplane's webhook refuses to delete it so long, and tries again afterwards. A
 * Usage itself stays as long as its user does.
 */
export function inUse(object: KubernetesObject, others: readonly KubernetesObject[]): string | undefined {
  const of = (usage: KubernetesObject) => ({
    ...used(usage, 'of'),
    namespace: stringAt(usage, 'spec', 'of', 'resourceRef', 'namespace') ?? usage.metadata.namespace,
  });
  const usage =
    object.kind === 'Usage'
      ? others.some((other) => isSame(referenceTo(other), used(object, 'by'))) && object
      : others.find((other) => other.kind === 'Usage' && isSame(referenceTo(object), of(other)));
  if (!usage) return undefined;
  const by = used(usage, 'by');
  return `in use by ${by.kind} ${by.name}`;
}

function used(usage: KubernetesObject, role: 'of' | 'by'): ObjectReference {
  return {
    apiVersion: stringAt(usage, 'spec', role, 'apiVersion') ?? '',
    kind: stringAt(usage, 'spec', role, 'kind') ?? '',
    namespace: usage.metadata.namespace,
    name: stringAt(usage, 'spec', role, 'resourceRef', 'name') ?? '',
  };
}

function isSame(one: ObjectReference, other: ObjectReference): boolean {
  return identity(one) === identity(other);
}

/** Whether a provider deletes what an object stands for. */
export function mayDelete(object: KubernetesObject): boolean {
  const policies = listAt(object, 'spec', 'managementPolicies');
  return policies.length === 0 || policies.includes('*') || policies.includes('Delete');
}

function isProviderConfig({ kind }: KubernetesObject): boolean {
  return kind === 'ProviderConfig' || kind === 'ClusterProviderConfig';
}

/** A provider keeps its configurations as long as anything uses them. */
function usersReason(config: KubernetesObject, others: readonly KubernetesObject[]): string | undefined {
  const isUser = (other: KubernetesObject) =>
    groupOf(other.apiVersion) === groupOf(config.apiVersion) &&
    stringAt(other, 'spec', 'providerConfigRef', 'kind') === config.kind &&
    stringAt(other, 'spec', 'providerConfigRef', 'name') === config.metadata.name &&
    (config.kind === 'ClusterProviderConfig' || other.metadata.namespace === config.metadata.namespace);
  return others.some(isUser) ? 'Blocking deletion while usages still exist' : undefined;
}

/**
 * Why a provider cannot get at the cluster on which it must delete something. Only ways by a kubeconfig that a ClusterAuth
 * writes are looked at; others are taken to lead somewhere.
 */
function unreachable(object: KubernetesObject, others: readonly KubernetesObject[]): string | undefined {
  const { namespace } = object.metadata;
  const named = (kind: string, name: string | undefined) =>
    others.find((one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name);
  if (stringAt(object, 'spec', 'providerConfigRef', 'kind') !== 'ProviderConfig') return undefined;
  const name = stringAt(object, 'spec', 'providerConfigRef', 'name');
  const config = others.find(
    (one) =>
      one.kind === 'ProviderConfig' &&
      one.metadata.namespace === namespace &&
      one.metadata.name === name &&
      groupOf(one.apiVersion) === groupOf(object.apiVersion),
  );
  if (!config) return `cannot get provider config: ProviderConfig "${name ?? ''}" not found`;
  const secretName = stringAt(config, 'spec', 'credentials', 'secretRef', 'name');
  const secret = named('Secret', secretName);
  if (!secret) return `cannot get kubeconfig: Secret "${secretName ?? ''}" not found`;
  const auth = secret.metadata.ownerReferences?.find(({ kind }) => kind === 'ClusterAuth');
  if (!auth) return undefined;
  const endpoint = Buffer.from(stringAt(secret, 'data', 'endpoint') ?? '', 'base64').toString();
  const isThere = others.some(
    (one) => one.kind === 'Cluster' && stringAt(one, 'status', 'atProvider', 'id') === endpoint,
  );
  return isThere ? undefined : `cannot connect to the cluster: dial tcp: lookup ${endpoint}: no such host`;
}
