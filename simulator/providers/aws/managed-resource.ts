import { createHash } from 'node:crypto';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { conditionsIn, statusWith, withConditions } from '../../conditions.ts';
import { identity, referenceTo } from '../../object.ts';
import type { Condition } from '../../conditions.ts';
import type { Fields, KubernetesObject } from '../../object.ts';
import type { Provider } from '../provider.ts';
import { account, type SimulatedKind } from './kinds.ts';
import { resolved } from './references.ts';

/** The provider's controller of one kind: resolves references, makes the thing, then says what AWS says of it. */
export function managedResource(kind: SimulatedKind): Provider {
  return (object, { cluster, now }) => {
    const status = recordAt(object, 'status');
    const conditions = conditionsIn(status);
    const forProvider = recordAt(object, 'spec', 'forProvider');
    const found = resolved(object, forProvider, cluster);
    if ('unresolved' in found) {
      const message = `cannot resolve references: ${found.unresolved}`;
      return statusWith(status, withConditions(conditions, synced('False', 'ReconcileError', now, message)));
    }
    const next = step(kind, object, conditions, now);
    const through = withConditions(conditions, synced('True', 'ReconcileSuccess', now), ...next.conditions);
    if (!next.isThere) return statusWith(status, through);
    return statusWith({ ...status, atProvider: facts(kind, object, found.fields) }, through);
  };
}

/** What the controller says next: it is being made; for what takes minutes, that the call has ended; it is there. */
function step(kind: SimulatedKind, object: KubernetesObject, conditions: readonly Condition[], now: string) {
  const has = (type: string, status: Condition['status']) =>
    conditions.some((condition) => condition.type === type && condition.status === status);
  const say = (type: string, status: 'True' | 'False', reason: string): Condition => ({
    type,
    status,
    reason,
    lastTransitionTime: now,
  });
  const available = { isThere: true, conditions: [say('Ready', 'True', 'Available')] };
  if (isObserved(object) || has('Ready', 'True')) return available;
  const creating = say('Ready', 'False', 'Creating');
  if (!has('Ready', 'False')) {
    const ongoing = kind.isSlow === true ? [say('AsyncOperation', 'False', 'Ongoing')] : [];
    return { isThere: false, conditions: [creating, ...ongoing] };
  }
  if (kind.isSlow === true && !has('AsyncOperation', 'True')) {
    const ended = [say('AsyncOperation', 'True', 'Finished'), say('LastAsyncOperation', 'True', 'Success')];
    return { isThere: false, conditions: ended };
  }
  return available;
}

function facts(kind: SimulatedKind, object: KubernetesObject, fields: Fields): Fields {
  const external = object.metadata.annotations?.['crossplane.io/external-name'];
  const id =
    kind.id === 'name' || isObserved(object) ? (external ?? object.metadata.name) : hashed(object, kind.id, 'id');
  const region = stringAt(fields, 'region') ?? '';
  const { tags, ...asked } = fields;
  return {
    ...asked,
    ...(tags !== undefined && { tags, tagsAll: tags }),
    id,
    ...(kind.arn && { arn: arn(kind.arn(id), region) }),
    ...kind.facts?.({ id, forProvider: fields, companion: (prefix) => hashed(object, prefix, `companion ${prefix}`) }),
  };
}

function isObserved(object: KubernetesObject): boolean {
  return listAt(object, 'spec', 'managementPolicies').join() === 'Observe';
}

/** `service::resource` as an ARN; `service:global:…` has no region, `service:nowhere:…` no account either. */
function arn(short: string, region: string): string {
  const [service = '', scope = '', ...resource] = short.split(':');
  const place = scope === 'nowhere' ? ':' : `${scope === 'global' ? '' : region}:${account}`;
  return `arn:aws:${service}:${place}:${resource.join(':')}`;
}

/** A made-up id, always the same for the same object. */
function hashed(object: KubernetesObject, prefix: string, salt: string): string {
  const hash = createHash('sha256').update(`${salt}|${identity(referenceTo(object))}`);
  return `${prefix}0${hash.digest('hex').slice(0, 16)}`;
}

function synced(status: 'True' | 'False', reason: string, now: string, message?: string): Condition {
  return { type: 'Synced', status, reason, ...(message !== undefined && { message }), lastTransitionTime: now };
}
