// The API reference in docs/reference, from the XRDs and the policy's schema: a table for each field of the spec.

/** Markdown of a kind's reference page. */
export function kindReference(xrd, source) {
  const { group, names, versions } = xrd.spec;
  const [{ name: version, schema, additionalPrinterColumns: columns }] = versions;
  const { spec, status } = schema.openAPIV3Schema.properties;
  return page([
    `# ${names.kind}`,
    generatedFrom(source),
    schema.openAPIV3Schema.description,
    `\`apiVersion: ${group}/${version}\`, \`kind: ${names.kind}\`, in a namespace; \`kubectl get ${names.shortNames[0]}\` shows ${columnNames(columns)}.`,
    nameRule(schema.openAPIV3Schema),
    ...part(spec, { title: 'spec', isInput: true }),
    ...part(status, { title: 'status', isInput: false }),
  ]);
}

/** Markdown of the policy's reference page. */
export function policyReference(schema, source) {
  const whole = resolved(schema, schema.definitions);
  return page([
    '# Policy',
    generatedFrom(source),
    whole.description,
    '`apiVersion: apiextensions.crossplane.io/v1beta1`, `kind: EnvironmentConfig`. How it is used: [policy](../policy.md).',
    ...part(whole, { title: 'data', isInput: true }),
  ]);
}

function page(parts) {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function generatedFrom(source) {
  return `<!-- Generated from ${source} by scripts/generate.mjs: change that, then run npm run generate. -->`;
}

function columnNames(columns) {
  const wide = columns.filter(({ priority }) => priority === 1).map(({ name }) => name);
  const always = columns.filter(({ priority }) => priority !== 1).map(({ name }) => name);
  return `${always.join(', ')}, and with \`-o wide\` ${wide.join(', ')}`;
}

/** What the name of the object must be, where the kind asks for more than Kubernetes does. */
function nameRule({ properties, 'x-kubernetes-validations': rules = [] }) {
  const longest = properties.metadata?.properties?.name?.maxLength;
  const words = [
    ...(longest === undefined ? [] : [`must have at most ${longest} characters`]),
    ...rules.map(({ message }) => message),
  ];
  return words.length === 0 ? '' : `\`metadata.name\` ${words.map(plain).join('; it ')}.`;
}

/** A part of the object: simple fields in one table, then a section for each field with fields of its own. */
function part(schema, { title, isInput }) {
  const rows = fieldsOf(schema);
  const sections = rows.filter(({ schema: inner }) => hasFields(inner));
  return [
    `## ${title}`,
    schema.description,
    table(rows, isInput),
    isInput ? ruleList(schema, 'Together') : '',
    ...sections.flatMap((row) => section({ ...row, path: `${title}.${row.name}` }, isInput)),
  ];
}

function section({ path, schema }, isInput) {
  const rows = nested(schema, '');
  return [
    `### ${path}`,
    plain(schema.description),
    table(rows, isInput),
    ...[{ path: '', schema }, ...rows.map((row) => ({ path: row.name, schema: row.schema }))]
      .filter(() => isInput)
      .map((row) => ruleList(row.schema, row.path === '' ? 'Together' : `\`${row.path}\``)),
  ];
}

/** Every field below, by its path; items of a list as `[]`. */
function nested(schema, prefix) {
  const { node, suffix } = itemsOf(schema);
  return fieldsOf(node).flatMap((row) => {
    const name = `${prefix}${suffix}${suffix === '' && prefix === '' ? '' : '.'}${row.name}`.replace(/^\./, '');
    return [{ ...row, name }, ...nested(row.schema, name)];
  });
}

function itemsOf(schema) {
  return schema.items === undefined ? { node: schema, suffix: '' } : { node: schema.items, suffix: '[]' };
}

function fieldsOf(schema) {
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => ({
    name,
    schema: inner,
    isRequired: schema.required?.includes(name) === true,
  }));
}

function hasFields(schema) {
  return itemsOf(schema).node.properties !== undefined;
}

function table(rows, isInput) {
  const head = isInput ? ['Field', 'Type', 'Default', 'What'] : ['Field', 'Type', 'What'];
  const lines = rows.map(({ name, schema, isRequired }) => {
    const { words, fallback } = description(schema);
    const cells = isInput
      ? [`\`${name}\``, type(schema), isRequired ? '**required**' : fallback, words]
      : [`\`${name}\``, type(schema), words];
    return row(cells.map((cell) => cell.replaceAll('|', '\\|')));
  });
  return [row(head), row(head.map(() => '---')), ...lines].join('\n');
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

const defaultSentence = /\s*Default: (.*?)\.(?=\s|$)/;

/** The description without its sentence on the default, and that sentence's end. */
function description(schema) {
  const text = schema.description ?? '';
  const fallback = defaultSentence.exec(text)?.[1] ?? '';
  return { words: plain(text.replace(defaultSentence, '').trim()), fallback: plain(fallback) };
}

function plain(text) {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

function type(schema) {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  switch (schema.type) {
    case 'integer':
      return schema.minimum === undefined ? 'integer' : `integer, ${schema.minimum} to ${schema.maximum}`;
    case 'array':
      return listType(schema);
    case 'object':
      if (schema.properties !== undefined) return 'object';
      return schema.additionalProperties?.type === undefined
        ? 'object, any'
        : `map of ${schema.additionalProperties.type}`;
    default:
      return schema.format ?? schema.type;
  }
}

function listType({ items, maxItems, 'x-kubernetes-list-map-keys': keys }) {
  const of = items.properties === undefined ? items.type : 'object';
  const most = maxItems === undefined ? '' : `, at most ${maxItems}`;
  return `list of ${of}s${keys === undefined ? '' : ` by ${keys.join(' and ')}`}${most}`;
}

function ruleList(schema, subject) {
  const lists = [schema, schema.items ?? {}].flatMap((node) => node['x-kubernetes-validations'] ?? []);
  if (lists.length === 0) return '';
  return [`${subject}:`, '', ...lists.map(({ message }) => `- ${plain(message)}`)].join('\n');
}

/** The schema with every `$ref` replaced by what it means; words beside the reference win. */
function resolved(schema, definitions) {
  const { $ref, ...own } = schema;
  const node = $ref === undefined ? own : { ...definitions[$ref.split('/').at(-1)], ...own };
  const properties = Object.entries(node.properties ?? {}).map(([name, inner]) => [name, resolved(inner, definitions)]);
  return {
    ...node,
    ...(node.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(node.items === undefined ? {} : { items: resolved(node.items, definitions) }),
  };
}
