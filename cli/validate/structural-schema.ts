/** The part of a CustomResourceDefinition's OpenAPI schema that is read here: "structural", as Kubernetes calls it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

/** A rule between fields, in Kubernetes' CEL. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/**
 * The schema as JSON Schema that refuses unknown fields, as the API server does for `kubectl apply`: an object with
 * properties takes no others unless it says so.
 */
export function closedJsonSchema(schema: StructuralSchema): Readonly<Record<string, unknown>> {
  const { type, nullable, properties, additionalProperties, items, ...rest } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const closed: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).filter(([keyword]) => !keyword.startsWith('x-kubernetes-')),
  );
  if (schema['x-kubernetes-int-or-string'] === true) closed.type = ['integer', 'string'];
  else if (type !== undefined) closed.type = nullable === true ? [type, 'null'] : type;
  if (items !== undefined) closed.items = closedJsonSchema(items);
  if (typeof additionalProperties === 'object') closed.additionalProperties = closedJsonSchema(additionalProperties);
  else if (type === 'object' && !isOpen && additionalProperties !== true) closed.additionalProperties = false;
  if (properties !== undefined || isEmbedded) {
    closed.properties = { ...(isEmbedded ? embedded : {}), ...mapped(properties ?? {}, closedJsonSchema) };
  }
  return closed;
}

const embedded = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
