import type { StructuralSchema } from './structural-schema.ts';

/**
 * A value as CEL sees it under its schema, by Kubernetes' rules: integers are ints, null fields are absent, field names
 * that are no CEL identifiers are escaped. `order: 'ignored'` sorts lists that Kubernetes compares without order.
 */
export function celValue(value: unknown, schema: StructuralSchema, order: 'kept' | 'ignored'): unknown {
  if (typeof value === 'number') return isWhole(schema) ? BigInt(Math.trunc(value)) : value;
  if (typeof value === 'string') return schema.format === 'date-time' ? new Date(value) : value;
  if (Array.isArray(value)) return celList(value, schema, order);
  if (typeof value === 'object' && value !== null) return celMap(value, schema, order);
  return value;
}

function isWhole(schema: StructuralSchema): boolean {
  return schema.type === 'integer' || schema['x-kubernetes-int-or-string'] === true;
}

function celList(list: readonly unknown[], schema: StructuralSchema, order: 'kept' | 'ignored'): readonly unknown[] {
  // Not list.map: it would keep the list's own realm, and the evaluator knows only this one's lists (Jest has two).
  const items = Array.from(list, (item) => celValue(item, schema.items ?? {}, order));
  const hasOrder = (schema['x-kubernetes-list-type'] ?? 'atomic') === 'atomic';
  if (hasOrder || order === 'kept') return items;
  return items
    .map((item, index) => ({ item, key: itemKey(list[index], schema) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

/** What identifies an item of a list of type `map` or `set`. */
export function itemKey(item: unknown, schema: StructuralSchema): string {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys === undefined || typeof item !== 'object' || item === null) return JSON.stringify(item);
  const defaults = schema.items?.properties ?? {};
  const fields: Readonly<Record<string, unknown>> = { ...item };
  return JSON.stringify(keys.map((key) => fields[key] ?? defaults[key]?.default ?? null));
}

function celMap(map: object, schema: StructuralSchema, order: 'kept' | 'ignored'): Readonly<Record<string, unknown>> {
  const { properties, additionalProperties } = schema;
  const forAny = typeof additionalProperties === 'object' ? additionalProperties : {};
  const entries: readonly (readonly [string, unknown])[] = Object.entries<unknown>({ ...map })
    .filter(([, value]) => value !== null || properties === undefined)
    .map(([name, value]) => [
      properties === undefined ? name : escapedName(name),
      celValue(value, properties?.[name] ?? forAny, order),
    ]);
  return Object.fromEntries(entries);
}

const keywords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
function escapedName(name: string): string {
  if (keywords.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
