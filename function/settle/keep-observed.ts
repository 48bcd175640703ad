import { recordAt, stringAt } from '../../api/json.ts';
import type { Manifest } from '../graph/resource.ts';
import { ownedFields } from './owned-fields.ts';
import { readiness } from './readiness.ts';
import type { DesiredResource } from './settle.ts';

export type Kept =
  | { readonly ok: true; readonly desired: readonly DesiredResource[] }
  | { readonly ok: false; readonly unreadable: readonly string[] };

/**
 * Observed objects, asked for again exactly as Crossplane applied them: what is refused, unreadable or not understood
 * now must not delete what runs. Fails, naming them, where an object does not say which of its fields are Crossplane's:
 * asking for it without would delete fields, so the caller must stop the whole reconcile instead.
 */
export function keepObserved(observed: ReadonlyMap<string, unknown>, keys: Iterable<string>): Kept {
  return kept(observed, keys, ownedFields);
}

/**
 * The same for an answer that is not the last of its reconcile: an object that does not say which fields are
 * Crossplane's is asked for with all that it has but what the API server writes, since leaving it out would delete it.
 */
export function keepObservedWhole(observed: ReadonlyMap<string, unknown>): Kept {
  return kept(observed, observed.keys(), (object) => ownedFields(object) ?? withoutServerFields(object));
}

function withoutServerFields(object: unknown): Manifest | undefined {
  const apiVersion = stringAt(object, 'apiVersion');
  const kind = stringAt(object, 'kind');
  if (apiVersion === undefined || kind === undefined) return undefined;
  const { status: _status, metadata: _metadata, ...fields } = recordAt(object);
  const name = stringAt(object, 'metadata', 'name');
  const namespace = stringAt(object, 'metadata', 'namespace');
  return {
    ...fields,
    apiVersion,
    kind,
    metadata: { ...(name !== undefined && { name }), ...(namespace !== undefined && { namespace }) },
  };
}

function kept(
  observed: ReadonlyMap<string, unknown>,
  keys: Iterable<string>,
  read: (object: unknown) => Manifest | undefined,
): Kept {
  const desired: DesiredResource[] = [];
  const unreadable: string[] = [];
  for (const key of keys) {
    const object = observed.get(key);
    const manifest = object === undefined ? undefined : read(object);
    if (manifest) desired.push({ key, manifest, ready: readiness(object).ready });
    else unreadable.push(key);
  }
  return unreadable.length === 0 ? { ok: true, desired } : { ok: false, unreadable };
}
