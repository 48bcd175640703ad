// The spec's schema of a kind as JSON Schema, for the function to check and complete a spec with; its words end error messages.
// Without what only the API server evaluates.

/** JSON text of the schema of `spec`. */
export function kindSchema(xrd) {
  const schema = xrd.spec.versions[0].schema.openAPIV3Schema.properties.spec;
  return `${JSON.stringify(structural(schema), null, 1)}\n`;
}

const keywords = [
  'description',
  'type',
  'default',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
];

function structural(schema) {
  const out = {};
  for (const keyword of keywords) if (keyword in schema) out[keyword] = schema[keyword];
  if (schema.properties) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, structural(inner)]),
    );
  }
  if (typeof schema.additionalProperties === 'object')
    out.additionalProperties = structural(schema.additionalProperties);
  if (schema.items) out.items = structural(schema.items);
  return out;
}
