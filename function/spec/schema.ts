import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isRecord, stringAt } from '../../api/json.ts';
import type { FieldError, Parsed } from '../../api/field-error.ts';

// The schemas are the repository's own: checking them and shortening the code made of them would take longer than all the
// rest of the function's start.
const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
});

/** A check against a JSON Schema that also fills in its defaults, so that the API server's defaulting is not relied upon. */
export type Completed<T> = (value: unknown, path: string) => Parsed<T>;

/** Compiles a schema once, at its first use; the value that is checked is copied, never changed. Fields that the schema does not know stay. */
export function completed<T>(schema: object): Completed<T> {
  let compiled: ValidateFunction<T> | undefined;
  return (value, path) => {
    const validate = (compiled ??= ajv.compile<T>(schema));
    const copy: unknown = structuredClone(value);
    if (validate(copy)) return { ok: true, value: copy };
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames');
    return { ok: false, errors: errors.map((error) => fieldError(error, `${path}${pathBelow(error, copy)}`)) };
  };
}

/** The path as Kubernetes writes it: `.secrets[0].key`. Which digits are indexes shows only in the value. */
function pathBelow({ instancePath }: ErrorObject, root: unknown): string {
  let here = root;
  let path = '';
  for (const escaped of instancePath.split('/').slice(1)) {
    const step = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path += Array.isArray(here) ? `[${step}]` : field(step);
    here = Array.isArray(here) ? here[Number(step)] : isRecord(here) ? here[step] : undefined;
  }
  return path;
}

function field(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `['${name}']`;
}

/** A schema's complaint in the words of `crosstrain validate`: people read both. */
function fieldError(error: ErrorObject, path: string): FieldError {
  const { keyword, params, parentSchema } = error;
  const limit = String(params['limit']);
  switch (keyword) {
    case 'additionalProperties':
      return { path: `${path}${field(String(params['additionalProperty']))}`, message: 'there is no such field' };
    case 'required':
    case 'dependencies': {
      const name = String(params['missingProperty']);
      const { properties } = parentSchema ?? {};
      return {
        path: `${path}${field(name)}`,
        message: `is missing${purpose(isRecord(properties) && properties[name])}`,
      };
    }
    case 'enum':
      return { path, message: `must be one of ${listed(params['allowedValues'])}, is ${shown(error.data)}` };
    case 'type':
      return { path, message: wrongType(String(params['type']), error.data) };
    case 'pattern':
      return error.propertyName === undefined
        ? { path, message: `cannot be ${shown(error.data)}${purpose(parentSchema)}` }
        : { path: `${path}${field(error.propertyName)}`, message: `cannot be a key${purpose(parentSchema)}` };
    case 'minimum':
      return { path, message: `must be at least ${limit}, is ${shown(error.data)}` };
    case 'maximum':
      return { path, message: `must be at most ${limit}, is ${shown(error.data)}` };
    case 'minItems':
      return { path, message: `must have at least ${limit} ${limit === '1' ? 'item' : 'items'}` };
    default:
      return { path, message: `${error.message ?? 'is not valid'}${purpose(parentSchema)}` };
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function wrongType(wanted: string, data: unknown): string {
  const words = typeNames[wanted] ?? wanted;
  if (data === null) return `must be ${words}, is empty: give a value or remove the field`;
  if (Array.isArray(data)) return `must be ${words}, is a list`;
  if (typeof data === 'object') return `must be ${words}, is an object`;
  return wanted === 'string' ? `must be ${words}: put ${shown(data)} in quotes` : `must be ${words}, is ${shown(data)}`;
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}

function shown(data: unknown): string {
  const text = JSON.stringify(data) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

/** What a field is for, in brackets, to end an error's sentence: the first sentence of its description. */
function purpose(schema: unknown): string {
  const [first = ''] = (stringAt(schema, 'description') ?? '').split(/(?<=\.)\s/);
  return first === '' ? '' : ` (${first.replace(/\.$/, '')})`;
}
