import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { pathText, pointedPath } from './field-path.ts';
import type { FieldPath } from './field-path.ts';
import { nearestName } from './nearest-name.ts';

/** What is wrong with the shape of one field, with the fix where there is one. */
export interface ShapeProblem {
  readonly path: FieldPath;
  readonly message: string;
  /** Whether the path names a field that should not be there, so that its name is what to point at. */
  readonly isName: boolean;
  /** Whether nothing below the path can be relied on. */
  readonly isUnreadable: boolean;
}

type JsonSchema = Readonly<Record<string, unknown>>;

// One validator per schema: compiling costs more than a hundred checks. Formats are left to the API server.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, useDefaults: true, validateFormats: false });
const validators = new WeakMap<JsonSchema, ValidateFunction>();

/** All that JSON Schema finds in `value`, and the value with the schema's defaults. `value` itself is left alone. */
export function shapeFindings(
  schema: JsonSchema,
  value: unknown,
): { readonly problems: readonly ShapeProblem[]; readonly completed: unknown } {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  const completed = structuredClone(value);
  validate(completed);
  const problems = (validate.errors ?? []).map((error) => shapeProblem(error, schema, completed));
  return { problems: problems.filter((problem) => problem !== undefined), completed };
}

function shapeProblem(error: ErrorObject, schema: JsonSchema, value: unknown): ShapeProblem | undefined {
  const path = pointedPath(error.instancePath, value);
  const at = { path, isName: false, isUnreadable: false };
  const expected = sentenceOf(error.parentSchema);
  switch (error.keyword) {
    case 'additionalProperties':
      return {
        ...at,
        path: [...path, String(error.params.additionalProperty)],
        message: unknownField(error, schema),
        isName: true,
      };
    case 'required':
      return { ...at, message: missingField(error), isUnreadable: true };
    case 'type':
      return { ...at, message: wrongType(error), isUnreadable: true };
    case 'enum':
      return { ...at, message: notInList(error) };
    case 'pattern':
      return { ...at, message: `${shown(error.data)} is not possible here${expected}` };
    case 'minimum':
    case 'maximum':
      return { ...at, message: `must be at ${side(error.keyword)} ${error.params.limit}, is ${shown(error.data)}` };
    case 'minLength':
    case 'maxLength':
      return { ...at, message: `must have at ${side(error.keyword)} ${counted(error.params.limit, 'character')}` };
    case 'minItems':
    case 'maxItems':
      return { ...at, message: `must have at ${side(error.keyword)} ${counted(error.params.limit, 'item')}` };
    case 'minProperties':
    case 'maxProperties':
      return { ...at, message: `must have at ${side(error.keyword)} ${counted(error.params.limit, 'key')}` };
    case 'if':
      // Says only that the other error of `then` or `else` counts.
      return undefined;
    default:
      return { ...at, message: `${error.message ?? error.keyword}${expected}` };
  }
}

function side(keyword: string): string {
  return keyword.startsWith('min') ? 'least' : 'most';
}

function counted(count: unknown, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${String(count)} ${unit}s`;
}

function unknownField({ params, parentSchema }: ErrorObject, schema: JsonSchema): string {
  const name = String(params.additionalProperty);
  const siblings = Object.keys(recordOf(parentSchema?.properties));
  const near = nearestName(name, siblings);
  if (near !== undefined) return `there is no such field; did you mean ${near}?`;
  const elsewhere = fieldsNamed(name, schema);
  if (elsewhere.length > 0) return `there is no such field here; did you mean ${elsewhere.slice(0, 3).join(' or ')}?`;
  return siblings.length === 0
    ? 'there is no such field; remove it'
    : `there is no such field; remove it, or use one of ${siblings.join(', ')}`;
}

/** Paths of all fields of that name, the shallowest first. */
function fieldsNamed(name: string, schema: JsonSchema): readonly string[] {
  const found: FieldPath[] = [];
  const visit = (node: JsonSchema, path: FieldPath): void => {
    for (const [field, inner] of Object.entries(recordOf(node.properties))) {
      if (field === 'status' || field === 'metadata') continue;
      if (field === name) found.push([...path, field]);
      visit(recordOf(inner), [...path, field]);
    }
    if (node.items !== undefined) visit(recordOf(node.items), path);
  };
  visit(schema, []);
  return found.sort((a, b) => a.length - b.length).map(pathText);
}

function missingField({ params, parentSchema }: ErrorObject): string {
  const name = String(params.missingProperty);
  return `${name} is missing${sentenceOf(recordOf(parentSchema?.properties)[name])}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'empty',
};

function wrongType({ params, data }: ErrorObject): string {
  const wanted: readonly unknown[] = Array.isArray(params.type) ? params.type : [params.type];
  const words = wanted.map((type) => typeNames[String(type)] ?? String(type)).join(' or ');
  if (wanted.includes('string') && typeof data !== 'object') return `must be ${words}: put ${shown(data)} in quotes`;
  if (data === null) return `must be ${words}, is empty: give a value or remove the field`;
  return `must be ${words}, is ${typeof data === 'object' ? typeNames[Array.isArray(data) ? 'array' : 'object'] : shown(data)}`;
}

function notInList({ params, data }: ErrorObject): string {
  const allowed = (Array.isArray(params.allowedValues) ? params.allowedValues : []).map(String);
  const near = typeof data === 'string' ? nearestName(data, allowed) : undefined;
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  return `must be one of ${allowed.join(', ')}, is ${shown(data)}${guess}`;
}

function shown(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

/** What a field is for, as the end of an error's sentence. */
function sentenceOf(schema: unknown): string {
  const { description } = recordOf(schema);
  if (typeof description !== 'string') return '';
  const [first = ''] = description.split(/(?<=\.)\s/);
  return `: ${first.replace(/\.$/, '')}`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
