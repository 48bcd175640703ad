// TypeScript types of a kind's spec and status, from its XRD.
import { compile } from 'json-schema-to-typescript';

/** The text of `api/kinds/<kind>.gen.ts`: `<Kind>Spec` as a person may write it, `<Kind>Status` as the function writes it. */
export async function kindTypes(xrd, source) {
  const { properties } = xrd.spec.versions[0].schema.openAPIV3Schema;
  const kind = xrd.spec.names.kind;
  const parts = [
    await compile(jsonSchema(properties.spec), `${kind}Spec`, options),
    await compile(jsonSchema(properties.status), `${kind}Status`, options),
  ];
  return `// Generated from ${source} by scripts/generate.mjs: change that, then run npm run generate.\n\n${parts.join('\n')}`;
}

const options = {
  bannerComment: '',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 120, singleQuote: true },
};

/** The structural schema as JSON Schema: no type means anything. */
function jsonSchema(schema) {
  const { 'x-kubernetes-preserve-unknown-fields': isOpen, default: _default, ...rest } = schema;
  if (rest.items !== undefined) return { ...rest, items: jsonSchema(rest.items) };
  if (rest.additionalProperties !== undefined) {
    return { ...rest, additionalProperties: jsonSchema(rest.additionalProperties) };
  }
  if (rest.type === undefined) return {};
  if (rest.properties === undefined) return isOpen ? { ...rest, additionalProperties: true } : rest;
  const properties = Object.entries(rest.properties).map(([name, property]) => [name, jsonSchema(property)]);
  return { ...rest, properties: Object.fromEntries(properties) };
}
