import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FieldError, Parsed } from '../../api/field-error.ts';

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, verbose: true });

/** A check against a JSON Schema that also fills in its defaults, so that the API server's defaulting is not relied upon. */
export type Completed<T> = (value: unknown, path: string) => Parsed<T>;

/** Compiles a schema once; the value that is checked is copied, never changed. Fields that the schema does not know stay. */
export function completed<T>(schema: object): Completed<T> {
  const validate: ValidateFunction<T> = ajv.compile<T>(schema);
  return (value, path) => {
    const copy: unknown = structuredClone(value);
    if (validate(copy)) return { ok: true, value: copy };
    return { ok: false, errors: (validate.errors ?? []).map((error) => fieldError(error, path)) };
  };
}

/** A schema's complaint in words, with the field's path as Kubernetes writes it: `spec.secrets[0].key`. */
function fieldError(error: ErrorObject, root: string): FieldError {
  const inner = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');
  const path = `${root}${inner}`;
  const given = JSON.stringify(error.data);
  switch (error.keyword) {
    case 'required':
      return { path: `${path}.${String(error.params['missingProperty'])}`, message: 'is required' };
    case 'enum':
      return { path, message: `is ${given}, but must be one of ${listed(error.params['allowedValues'])}` };
    case 'type':
      return { path, message: `is ${given}, but must be ${article(String(error.params['type']))}` };
    case 'minimum':
      return { path, message: `is ${given}, but must be at least ${String(error.params['limit'])}` };
    case 'maximum':
      return { path, message: `is ${given}, but must be at most ${String(error.params['limit'])}` };
    case 'pattern':
      return { path, message: `is ${given}, which does not match ${String(error.params['pattern'])}` };
    default:
      return { path, message: error.message ?? 'is not valid' };
  }
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
