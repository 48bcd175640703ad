import { isRecord, listAt, stringAt } from '../../api/json.ts';
import type { Manifest } from '../graph/resource.ts';

/** Crossplane's field manager of composed resources is called after the composite; all begin so. */
const managerPrefix = 'apiextensions.crossplane.io/composed';

/**
 * The fields of an observed object that Crossplane itself applied earlier, as a manifest: applying it again changes nothing.
 *
 * Server-side apply deletes what a manager stops sending, and takes over what it sends anew, so what is to stay as it
 * is must be exactly what is owned. `undefined` where the object carries no managed fields of Crossplane's.
 */
export function ownedFields(observed: unknown): Manifest | undefined {
  const entry = listAt(observed, 'metadata', 'managedFields').find(
    (candidate) =>
      stringAt(candidate, 'manager')?.startsWith(managerPrefix) === true &&
      stringAt(candidate, 'operation') === 'Apply' &&
      stringAt(candidate, 'subresource') === undefined,
  );
  const apiVersion = stringAt(observed, 'apiVersion');
  const kind = stringAt(observed, 'kind');
  if (!isRecord(entry) || !isRecord(entry['fieldsV1']) || apiVersion === undefined || kind === undefined)
    return undefined;
  const owned = pick(observed, entry['fieldsV1']);
  return isRecord(owned) ? withoutCoreMetadata({ ...owned, apiVersion, kind }) : undefined;
}

/** What Crossplane adds to each composed object itself: a function that sent it would fight for it. */
function withoutCoreMetadata(manifest: Manifest): Manifest {
  const { name, namespace, labels, annotations } = manifest.metadata ?? {};
  const without = (entries: Readonly<Record<string, string>> | undefined, prefixes: readonly string[]) =>
    Object.fromEntries(
      Object.entries(entries ?? {}).filter(([key]) => !prefixes.some((prefix) => key.startsWith(prefix))),
    );
  const ownLabels = without(labels, ['crossplane.io/']);
  const ownAnnotations = without(annotations, ['crossplane.io/composition-resource-name']);
  return {
    ...manifest,
    metadata: {
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
      ...(Object.keys(ownLabels).length > 0 && { labels: ownLabels }),
      ...(Object.keys(ownAnnotations).length > 0 && { annotations: ownAnnotations }),
    },
  };
}

/**
 * The part of a value that a FieldsV1 set names: `f:` a field, `k:` a list item by its keys, `v:` a set's value, `i:` an index.
 * An empty set owns the whole value.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
function pick(value: unknown, fields: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(fields).filter((name) => name !== '.');
  if (names.length === 0) return value;
  if (Array.isArray(value)) return pickItems(value, fields, names);
  if (!isRecord(value)) return value;
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const field = name.slice(2);
    const inner = fields[name];
    if (name.startsWith('f:') && Object.hasOwn(value, field))
      picked[field] = isRecord(inner) ? pick(value[field], inner) : value[field];
  }
  return picked;
}

function pickItems(
  items: readonly unknown[],
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): unknown[] {
  return items.flatMap((item, index) => {
    const name = names.find((candidate) => matches(candidate, item, index));
    if (name === undefined) return [];
    const inner = fields[name];
    return [isRecord(inner) ? pick(item, inner) : item];
  });
}

/** Whether the set's name means this item of the list. */
function matches(name: string, item: unknown, index: number): boolean {
  const rest = name.slice(2);
  if (name.startsWith('i:')) return Number(rest) === index;
  if (name.startsWith('v:')) return rest === JSON.stringify(item);
  if (!name.startsWith('k:')) return false;
  const keys = parsedKeys(rest);
  return keys !== undefined && isRecord(item) && Object.entries(keys).every(([key, wanted]) => item[key] === wanted);
}

function parsedKeys(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const keys: unknown = JSON.parse(text);
    return isRecord(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}
