import { isRecord, listAt, recordAt, stringAt } from '../api/json.ts';
import type { KubernetesObject } from './object.ts';
import type { Fields } from './object.ts';

/** Who applies, when. */
export interface Applier {
  readonly manager: string;
  readonly now: string;
}

/** Identity and records that the API server keeps, whatever is applied. */
const serverMetadata = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
];

/**
 * What is stored after a server-side apply with force: the intent, and whatever others wrote beside it.
 *
 * What the manager applied earlier and no longer does is gone. Lists count as one value: the simulated API server knows
 * no schemas, so it cannot tell which lists are maps.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function applied(
  existing: KubernetesObject | undefined,
  intent: KubernetesObject,
  applier: Applier,
): KubernetesObject {
  const others = listAt(existing, 'metadata', 'managedFields').filter((entry) => !isOf(entry, applier.manager));
  const owned = listAt(existing, 'metadata', 'managedFields').find((entry) => isOf(entry, applier.manager));
  const kept = existing === undefined ? {} : without(existing, recordAt(owned, 'fieldsV1'));
  const stored = merged(kept, intent);
  const entry = {
    manager: applier.manager,
    operation: 'Apply',
    apiVersion: intent.apiVersion,
    time: existing !== undefined && stringAt(owned, 'time') !== undefined ? stringAt(owned, 'time') : applier.now,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldSet(intentFields(intent)),
  };
  return {
    ...stored,
    apiVersion: intent.apiVersion,
    kind: intent.kind,
    metadata: { ...recordAt(stored, 'metadata'), name: intent.metadata.name, managedFields: [...others, entry] },
  };
}

function isOf(entry: unknown, manager: string): boolean {
  return stringAt(entry, 'manager') === manager && stringAt(entry, 'operation') === 'Apply';
}

/** The fields that an apply takes ownership of: not those that name the object. */
function intentFields(intent: KubernetesObject): Fields {
  const { apiVersion: _, kind: __, metadata, ...fields } = intent;
  const unowned = new Set(['name', 'namespace', ...serverMetadata]);
  const entries = Object.entries(metadata).filter(([name]) => !unowned.has(name));
  return { metadata: Object.fromEntries(entries), ...fields };
}

/** A FieldsV1 set of all fields of a value; a list is one leaf. */
function fieldSet(value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [`f:${name}`, isRecord(inner) ? fieldSet(inner) : {}]),
  );
}

/** A value without the fields of a FieldsV1 set. Who owns an empty map owns nothing that others put into it. */
function without(value: Fields, fields: Fields): Fields {
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const owned = fields[`f:${name}`];
    if (owned === undefined) return [[name, inner]];
    if (!isRecord(inner)) return [];
    const rest = without(inner, isRecord(owned) ? owned : {});
    return Object.keys(rest).length === 0 ? [] : [[name, rest]];
  });
  return Object.fromEntries(entries);
}

/** Both, field by field; the intent wins. */
function merged(existing: Fields, intent: Fields): Fields {
  const result: Record<string, unknown> = { ...existing };
  for (const [name, value] of Object.entries(intent)) {
    const current = result[name];
    result[name] = isRecord(current) && isRecord(value) ? merged(current, value) : value;
  }
  return result;
}
