import { isRecord, recordAt } from '../../../api/json.ts';
import type { Fields } from '../../../simulator/object.ts';

/**
 * Fields as the input of one of AWS' calls. Nothing is checked here: AWS is to judge.
 * @param given fields by the names that AWS gives them
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each call says what its input is
export function input<Input>(given: Fields): Input {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is wrong is to be refused by AWS, not by the compiler
  return given as Input;
}

/** Fields as EC2, IAM, KMS and S3 spell them: each with a capital letter; and `'true'` is a truth. */
export function capitalized(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.slice(0, 1).toUpperCase() + name.slice(1), inside(value)]),
  );
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  if (isRecord(value)) return capitalized(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** Fields without those that are not the call's. */
export function without(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Tags as a list of pairs. */
export function tagList(fields: Fields): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(recordAt(fields, 'tags')).map(([Key, Value]) => ({ Key, Value: String(Value) }));
}

/** What AWS must have said; throws where it did not. */
export function said<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`cannot go on: AWS' answer has no ${what}`);
  return value;
}

/** The text in a field, which every object of the kind has. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`cannot translate: ${name} is no text`);
  return value;
}
