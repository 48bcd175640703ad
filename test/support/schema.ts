import { readFileSync, readdirSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { recordAt, stringAt } from '../../api/json.ts';
import { compositeKind, objectMeta } from '../../cli/validate/crd-schema.ts';
import type { CompositeResourceDefinition, DefinedKind } from '../../cli/validate/crd-schema.ts';
import { pathText } from '../../cli/validate/field-path.ts';
import { needsOld, ruleFindings } from '../../cli/validate/rules.ts';
import { shapeFindings } from '../../cli/validate/shape.ts';
import { closedJsonSchema } from '../../cli/validate/structural-schema.ts';
import type { StructuralSchema } from '../../cli/validate/structural-schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** How a kind is checked: its shape, and for kinds with rules between fields, those. */
interface KnownKind {
  readonly shape: JsonSchema;
  readonly rules?: StructuralSchema;
}

const folder = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const text = (path: string): string => readFileSync(folder(path), 'utf8');

/** Every kind that can be checked, by `apiVersion kind`: native ones, vendored CRDs, crosstrain's own. */
const known: ReadonlyMap<string, KnownKind> = new Map([
  ...nativeKinds(),
  ...[...customKinds(), ...ownKinds()].map(definedKind),
]);

/** The closed JSON Schema of a kind, by `apiVersion kind`; `undefined` where the kind is not known. */
export function schemaOf(kind: string): JsonSchema | undefined {
  return known.get(kind)?.shape;
}

/**
 * All that is wrong with an object by the real schema of its kind: types, required and unknown fields, rules between
 * fields; with an Object of provider-kubernetes also what it carries. Empty when nothing is; an unknown kind is an error.
 */
export function schemaErrors(object: unknown): readonly string[] {
  const kind = `${stringAt(object, 'apiVersion')} ${stringAt(object, 'kind')}`;
  const found = known.get(kind);
  if (found === undefined) return [`${kind}: no schema in test/crds or test/schemas`];
  const shape = shapeFindings(found.shape, object);
  const rules =
    found.rules === undefined || shape.problems.length > 0
      ? { problems: [], unchecked: [] }
      : ruleFindings({ schema: found.rules, value: shape.completed, unreadable: [] });
  const unchecked = rules.unchecked.filter(({ why }) => why !== needsOld);
  const own = [
    ...[...shape.problems, ...rules.problems].map(({ path, message }) => `${pathText(path)}: ${message}`),
    ...unchecked.map(({ rule, why }) => `cannot judge "${rule}": ${why}`),
  ];
  const carried = kind === 'kubernetes.m.crossplane.io/v1alpha1 Object' ? carriedErrors(object) : [];
  return [...own.map((error) => `${kind}: ${error}`), ...carried];
}

function carriedErrors(object: unknown): readonly string[] {
  return schemaErrors(recordAt(object, 'spec', 'forProvider', 'manifest')).map((error) => `in Object: ${error}`);
}

function definedKind({ group, version, kind, schema }: DefinedKind): [string, KnownKind] {
  return [`${group}/${version} ${kind}`, { shape: closedJsonSchema(schema), rules: schema }];
}

function nativeKinds(): readonly [string, KnownKind][] {
  const { kinds, definitions }: { kinds: Record<string, JsonSchema>; definitions: JsonSchema } = JSON.parse(
    text('test/schemas/kubernetes.json'),
  );
  return Object.entries(kinds).map(([kind, schema]) => [
    kind,
    { shape: { required: ['apiVersion', 'kind', 'metadata'], ...schema, definitions } },
  ]);
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
    }[];
  };
}

function customKinds(): readonly DefinedKind[] {
  const files = readdirSync(folder('test/crds')).filter((name) => name.endsWith('.yaml'));
  return files.flatMap((file) =>
    parseAllDocuments(text(`test/crds/${file}`)).flatMap((document) => {
      // Vendored files: what they are is known.
      const { spec } = document.toJS() as CustomResourceDefinition;
      return spec.versions.map(({ name, schema: { openAPIV3Schema } }) => ({
        group: spec.group,
        version: name,
        kind: spec.names.kind,
        // The API server knows the metadata of every object; a CRD says only that there is one.
        schema: { ...openAPIV3Schema, properties: { ...openAPIV3Schema.properties, metadata: objectMeta } },
      }));
    }),
  );
}

function ownKinds(): readonly DefinedKind[] {
  return ['trainingruns', 'trainingclusters', 'trainingnetworks', 'computepools'].map((plural) =>
    compositeKind(parse(text(`package/apis/${plural}/definition.yaml`)) as CompositeResourceDefinition),
  );
}
