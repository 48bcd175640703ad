import type { StructuralSchema } from './structural-schema.ts';

/** The part of an XRD's or CRD's version that is read here. */
export interface DefinedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: StructuralSchema;
}

/** The XRD as parsed from its file, which is ours. */
export interface CompositeResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
    }[];
  };
}

/**
 * The kind that Crossplane's core defines from an XRD: its own `spec.crossplane` and `status.conditions` added.
 * See ForCompositeResource in crossplane-runtime's pkg/xcrd.
 */
export function compositeKind({ spec }: CompositeResourceDefinition): DefinedKind {
  const [version] = spec.versions;
  if (version === undefined) throw new Error(`cannot read the definition of ${spec.names.kind}: it has no version`);
  const { openAPIV3Schema } = version.schema;
  const { metadata, spec: given, status } = openAPIV3Schema.properties ?? {};
  return {
    group: spec.group,
    version: version.name,
    kind: spec.names.kind,
    schema: {
      ...openAPIV3Schema,
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: withProperties(objectMeta, metadata?.properties ?? {}),
        spec: withProperties(given ?? { type: 'object' }, { crossplane }),
        status: withProperties(status ?? { type: 'object' }, { conditions }),
      },
    },
  };
}

/** The metadata of any object; a field that is not here is a typing error. */
export const objectMeta: StructuralSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    generateName: { type: 'string' },
    namespace: { type: 'string' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' } },
    ownerReferences: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    managedFields: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    uid: { type: 'string' },
    resourceVersion: { type: 'string' },
    generation: { type: 'integer' },
    creationTimestamp: { type: 'string', nullable: true },
    deletionTimestamp: { type: 'string' },
    deletionGracePeriodSeconds: { type: 'integer' },
    selfLink: { type: 'string' },
  },
};

const name: StructuralSchema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
const selector: StructuralSchema = {
  type: 'object',
  required: ['matchLabels'],
  properties: { matchLabels: { type: 'object', additionalProperties: { type: 'string' } } },
};

const crossplane: StructuralSchema = {
  type: 'object',
  description: 'How Crossplane chooses the composition; crosstrain needs nothing here.',
  properties: {
    compositionRef: name,
    compositionSelector: selector,
    compositionRevisionRef: name,
    compositionRevisionSelector: selector,
    compositionUpdatePolicy: { type: 'string', enum: ['Automatic', 'Manual'] } as StructuralSchema,
    resourceRefs: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

const conditions: StructuralSchema = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
  items: {
    type: 'object',
    required: ['type', 'status', 'reason', 'lastTransitionTime'],
    properties: {
      type: { type: 'string' },
      status: { type: 'string' },
      reason: { type: 'string' },
      message: { type: 'string' },
      lastTransitionTime: { type: 'string' },
      observedGeneration: { type: 'integer' },
    },
  },
};

function withProperties(schema: StructuralSchema, added: Readonly<Record<string, StructuralSchema>>): StructuralSchema {
  return { ...schema, properties: { ...schema.properties, ...added } };
}
