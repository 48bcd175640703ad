import { validate } from '../../cli/validate/validate.ts';
import type { ObjectResult } from '../../cli/validate/validate.ts';

/** What `crosstrain validate` says of one object, `old` being the object before the change. */
export function validated(object: unknown, old?: unknown): ObjectResult {
  const file = (value: unknown) => ({ name: 'x.json', text: JSON.stringify(value) });
  const [result] = validate([file(object)], old === undefined ? [] : [file(old)]);
  if (result === undefined) throw new Error('no object was found');
  return result;
}

/** The problems as a person reads them. */
export function problemsOf(result: ObjectResult): readonly string[] {
  return result.problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
}
