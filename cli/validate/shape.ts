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
  /** Whether the value at the path is nothing that a rule could judge. */
  readonly isUnreadable: boolean;
}

type JsonSchema = Readonly<Record<string, unknown>>;

// One validator per schema: compiling costs more than a hundred checks. Formats are left to the API server.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, useDefaults: true, validateFormats: false });
const validators = new WeakMap<JsonSchema, ValidateFunction>();

/**
 * All that JSON Schema finds in `value`, and the value with the schema's defaults. `value` itself is left alone.
 * `written` gives a scalar as it stands in its file, where `yes` and `20.00` are not yet `true` and `20`.
 */
export function shapeFindings(
  schema: JsonSchema,
  value: unknown,
  written: (path: FieldPath) => string | undefined = () => undefined,
): { readonly problems: readonly ShapeProblem[]; readonly completed: unknown } {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  const completed: unknown = structuredClone(value);
  validate(completed);
  const problems = (validate.errors ?? []).map((error) => {
    const path = pointedPath(error.instancePath, completed);
    return shapeProblem({ error, schema, path, is: written(path) ?? shown(error.data) });
  });
  return { problems: problems.filter((problem) => problem !== undefined), completed };
}

interface Failure {
  readonly error: ErrorObject;
  readonly schema: JsonSchema;
  readonly path: FieldPath;
  /** The value, as text. */
  readonly is: string;
}

function shapeProblem(failure: Failure): ShapeProblem | undefined {
  const { error, path, is } = failure;
  const { keyword, params } = error;
  const value = (message: string): ShapeProblem => ({ path, message, isName: false, isUnreadable: true });
  switch (keyword) {
    case 'additionalProperties': {
      const field = [...path, String(params.additionalProperty)];
      return { path: field, message: unknownField(failure), isName: true, isUnreadable: false };
    }
    case 'required':
    case 'dependencies':
      return missingField(failure);
    case 'type':
      return value(wrongType(failure));
    case 'enum':
      return value(notInList(failure));
    case 'pattern':
      if (error.propertyName !== undefined) return impossibleKey(failure, error.propertyName);
      return value(`cannot be ${is}${purpose(error.parentSchema)}`);
    case 'minimum':
    case 'maximum':
      return value(`must be at ${side(keyword)} ${params.limit}, is ${is}`);
    case 'minLength':
    case 'maxLength':
      return value(`must have at ${side(keyword)} ${counted(params.limit, 'character')}`);
    case 'minItems':
    case 'maxItems':
      return value(`must have at ${side(keyword)} ${counted(params.limit, 'item')}`);
    case 'minProperties':
    case 'maxProperties':
      return value(`must have at ${side(keyword)} ${counted(params.limit, 'key')}`);
    case 'propertyNames':
      // The key's own error says more.
      return undefined;
    default:
      return value(`${error.message ?? keyword}${purpose(error.parentSchema)}`);
  }
}

function side(keyword: string): string {
  return keyword.startsWith('min') ? 'least' : 'most';
}

function counted(count: unknown, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${String(count)} ${unit}s`;
}

function unknownField({ error, schema }: Failure): string {
  const name = String(error.params.additionalProperty);
  const siblings = Object.keys(recordOf(error.parentSchema?.properties));
  const near = nearestName(name, siblings);
  if (near !== undefined) return `there is no such field; did you mean ${near}?`;
  const elsewhere = fieldsNamed(name, schema);
  if (elsewhere.length > 0) return `there is no such field here; did you mean ${elsewhere.slice(0, 3).join(' or ')}?`;
  if (siblings.length === 0) return 'there is no such field; remove it';
  return `there is no such field; remove it, or use one of ${siblings.join(', ')}`;
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

function missingField({ error, path }: Failure): ShapeProblem {
  const name = String(error.params.missingProperty);
  const message = `is missing${purpose(recordOf(error.parentSchema?.properties)[name])}`;
  return { path: [...path, name], message, isName: true, isUnreadable: true };
}

function impossibleKey({ error, path }: Failure, key: string): ShapeProblem {
  const message = `a key cannot be ${key}${purpose(error.parentSchema)}`;
  return { path: [...path, key], message, isName: true, isUnreadable: false };
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

function wrongType({ error, is }: Failure): string {
  const { type } = error.params;
  const wanted = (Array.isArray(type) ? type : [type]).map(String);
  const words = wanted.map((name) => typeNames[name] ?? name).join(' or ');
  const { data } = error;
  if (data === null) return `must be ${words}, is empty: give a value or remove the field`;
  if (Array.isArray(data)) return `must be ${words}, is a list`;
  if (typeof data === 'object') return `must be ${words}, is an object`;
  return wanted.includes('string') ? `must be ${words}: put ${is} in quotes` : `must be ${words}, is ${is}`;
}

function notInList({ error, is }: Failure): string {
  const allowed = (Array.isArray(error.params.allowedValues) ? error.params.allowedValues : []).map(String);
  const near = typeof error.data === 'string' ? nearestName(error.data, allowed) : undefined;
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  return `must be one of ${allowed.join(', ')}, is ${is}${guess}`;
}

function shown(data: unknown): string {
  const text = JSON.stringify(data) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

/** What a field is for, in brackets, to end an error's sentence. */
function purpose(schema: unknown): string {
  const { description } = recordOf(schema);
  if (typeof description !== 'string') return '';
  const [first = ''] = description.split(/(?<=\.)\s/);
  return ` (${first.replace(/\.$/, '')})`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
