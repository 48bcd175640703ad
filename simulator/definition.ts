import { at, isRecord, listAt, recordAt, stringAt } from '../api/json.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** A kind of composite resource, as core defines it from an XRD. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** The structural schema of its one stored version. */
  readonly schema: Fields;
}

/** Reads a CompositeResourceDefinition: its referenceable version, with the fields that core adds. Throws where there is none. */
export function parseDefinition(object: KubernetesObject): Definition {
  const version = listAt(object, 'spec', 'versions').find((candidate) => at(candidate, 'referenceable') === true);
  const schema = at(version, 'schema', 'openAPIV3Schema');
  if (!isRecord(schema)) {
    throw new Error(
      `cannot read CompositeResourceDefinition ${object.metadata.name}: no referenceable version with a schema`,
    );
  }
  return {
    apiVersion: `${stringAt(object, 'spec', 'group') ?? ''}/${stringAt(version, 'name') ?? ''}`,
    kind: stringAt(object, 'spec', 'names', 'kind') ?? '',
    isNamespaced: stringAt(object, 'spec', 'scope') !== 'Cluster',
    schema: withCoreFields(schema),
  };
}

/** What an API server stores of an object of the kind: defaults filled in, unknown fields gone. It refuses nothing here. */
export function admitted(object: KubernetesObject, { schema }: Definition): KubernetesObject {
  const { apiVersion, kind, metadata, ...fields } = object;
  return { apiVersion, kind, metadata, ...recordAt(structured(schema, fields)) };
}

const everything = { 'x-kubernetes-preserve-unknown-fields': true };

/** Core's own corner of spec and status is described by core, not by the XRD. */
function withCoreFields(schema: Fields): Fields {
  const properties = recordAt(schema, 'properties');
  const withField = (part: Fields, field: string) => ({
    ...part,
    properties: { ...recordAt(part, 'properties'), [field]: everything },
  });
  return {
    ...schema,
    properties: {
      ...properties,
      spec: withField(recordAt(properties, 'spec'), 'crossplane'),
      status: withField(withField(recordAt(properties, 'status'), 'conditions'), 'crossplane'),
    },
  };
}

/** A value as its schema has it. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning */
function structured(schema: unknown, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = at(schema, 'items');
    return items === undefined ? value : value.map((item) => structured(items, item));
  }
  if (!isRecord(value)) return value;
  const properties = recordAt(schema, 'properties');
  const others = at(schema, 'additionalProperties');
  const keepsAll = at(schema, 'x-kubernetes-preserve-unknown-fields') === true || others === true;
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) result[name] = structured(properties[name], inner);
    else if (isRecord(others)) result[name] = structured(others, inner);
    else if (keepsAll) result[name] = inner;
  }
  for (const [name, property] of Object.entries(properties)) {
    const fallback = at(property, 'default');
    if (result[name] === undefined && fallback !== undefined) result[name] = structured(property, fallback);
  }
  return result;
}
