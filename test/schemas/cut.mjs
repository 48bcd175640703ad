// Cuts the schemas of the native kinds that crosstrain composes out of Kubernetes' OpenAPI documents, without words and
// closed against unknown fields: node test/schemas/cut.mjs FOLDER, FOLDER being api/openapi-spec/v3 of
// k8s.io/kubernetes (`go env GOMODCACHE` has it once test/tools/build.sh has built kube-apiserver).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds, by the document that defines them; `test/schemas/PROVENANCE.md` says of which version. */
const wanted = {
  'api__v1_openapi.json': [
    'ConfigMap',
    'Namespace',
    'PersistentVolumeClaim',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'apis__batch__v1_openapi.json': ['Job'],
  'apis__networking.k8s.io__v1_openapi.json': ['NetworkPolicy'],
  'apis__policy__v1_openapi.json': ['PodDisruptionBudget'],
  'apis__rbac.authorization.k8s.io__v1_openapi.json': ['Role', 'RoleBinding'],
};

/** Definitions whose document says less than the API server's parser. */
const stricter = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    type: ['string', 'number'],
    pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$',
  },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('cannot cut schemas: name the folder api/openapi-spec/v3 of k8s.io/kubernetes');

const definitions = {};
const kinds = {};
for (const [file, names] of Object.entries(wanted)) {
  const { schemas } = JSON.parse(readFileSync(join(folder, file), 'utf8')).components;
  for (const name of names) {
    const [definition, [id]] = definitionOf(name, schemas);
    kinds[`${[id.group, id.version].filter(Boolean).join('/')} ${name}`] = { $ref: `#/definitions/${definition}` };
    collect(definition, schemas);
  }
}
const text = JSON.stringify({ kinds: sorted(kinds), definitions: sorted(definitions) }, null, 1);
writeFileSync(new URL('kubernetes.json', import.meta.url), `${text}\n`);

function definitionOf(kind, schemas) {
  const found = Object.entries(schemas)
    .map(([name, schema]) => [name, (schema['x-kubernetes-group-version-kind'] ?? []).filter((id) => id.kind === kind)])
    .filter(([, ids]) => ids.length === 1);
  if (found.length !== 1) throw new Error(`cannot cut ${kind}: ${found.length} definitions have that kind`);
  return found[0];
}

function collect(name, schemas) {
  if (name in definitions) return;
  definitions[name] = stricter[name] ?? bare(schemas[name], (reference) => {
    collect(reference, schemas);
    return `#/definitions/${reference}`;
  });
}

/** A schema without words, defaults and Kubernetes' extensions; an object with properties takes no others. */
function bare(schema, refer) {
  const { description: _words, default: _default, properties, items, additionalProperties, allOf, $ref, ...rest } = schema;
  const out = Object.fromEntries(Object.entries(rest).filter(([keyword]) => !keyword.startsWith('x-kubernetes-')));
  const reference = $ref ?? (allOf?.length === 1 ? allOf[0].$ref : undefined);
  if (reference !== undefined) return { $ref: refer(reference.split('/').at(-1)) };
  if (items !== undefined) out.items = bare(items, refer);
  if (typeof additionalProperties === 'object') out.additionalProperties = bare(additionalProperties, refer);
  if (properties !== undefined) {
    const inner = Object.entries(properties).map(([name, property]) => [name, bare(property, refer)]);
    Object.assign(out, { properties: Object.fromEntries(inner), additionalProperties: false });
  }
  return out;
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
