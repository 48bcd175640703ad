import { at, isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';
import { conditionIn, conditionsIn, statusWith, withConditions } from '../conditions.ts';
import { parseObject, referenceTo } from '../object.ts';
import type { Condition } from '../conditions.ts';
import type { KubernetesObject } from '../object.ts';
import type { Provider } from './provider.ts';

/** provider-kubernetes' `Object`: applies the manifest to the other cluster and shows what it finds there. */
export const remoteObject: Provider = (object, { remote, now }) => {
  const manifest = parseObject(named(object));
  if (typeof manifest === 'string') return synced(object, now, `cannot read spec.forProvider.manifest: ${manifest}`);
  const cluster = remote({
    apiVersion: object.apiVersion,
    kind: stringAt(object, 'spec', 'providerConfigRef', 'kind') ?? 'ClusterProviderConfig',
    namespace: object.metadata.namespace,
    name: stringAt(object, 'spec', 'providerConfigRef', 'name') ?? 'default',
  });
  if (mayWrite(object)) cluster.apply(manifest, { manager: 'provider-kubernetes', now });
  const found = cluster.get(referenceTo(manifest));
  if (found === undefined) return synced(object, now, `${manifest.kind} ${manifest.metadata.name} not found`);
  const status = { ...recordAt(object, 'status'), atProvider: { manifest: shown(found) } };
  return statusWith(
    status,
    withConditions(
      conditionsIn(status),
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: now },
      readiness(object, found, now),
    ),
  );
};

/** Without policies, or with one that creates; a suspended or merely observing Object writes nothing. */
function mayWrite(object: KubernetesObject): boolean {
  const policies = listAt(object, 'spec', 'managementPolicies');
  return policies.length === 0 || policies.includes('*') || policies.includes('Create');
}

/** Ready as `spec.readiness.policy` has it; what only CEL can tell is believed once the object is there. */
function readiness(object: KubernetesObject, found: KubernetesObject, now: string): Condition {
  const policy = stringAt(object, 'spec', 'readiness', 'policy');
  const isReady =
    policy === 'DeriveFromObject'
      ? conditionIn(found['status'], 'Ready')?.status === 'True'
      : policy !== 'AllTrue' || conditionsIn(found['status']).every(({ status }) => status === 'True');
  return isReady
    ? { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: now }
    : { type: 'Ready', status: 'False', reason: 'Unavailable', lastTransitionTime: now };
}

function synced(object: KubernetesObject, now: string, message: string): Readonly<Record<string, unknown>> {
  const status = recordAt(object, 'status');
  const failed = {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcileError',
    message,
    lastTransitionTime: now,
  } as const;
  return statusWith(status, withConditions(conditionsIn(status), failed));
}

/** The manifest; without a name of its own it gets the Object's. */
function named(object: KubernetesObject): unknown {
  const manifest = at(object, 'spec', 'forProvider', 'manifest');
  if (!isRecord(manifest)) return manifest;
  return { ...manifest, metadata: { name: object.metadata.name, ...recordAt(manifest, 'metadata') } };
}

/** What the provider copies into the status. */
function shown({ metadata, ...object }: KubernetesObject): Readonly<Record<string, unknown>> {
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
