import { TrainerError } from '../../trainer-error.ts';

/** What a field's values are kept as; `string` only in formats that have texts. */
export type FieldType = 'float32' | 'int32' | 'uint8' | 'string';

/** A field as a module asks for it. */
export interface Field {
  readonly type: FieldType;
  /** Sizes of the field in one record. Default: `[]`, a single value. */
  readonly shape?: readonly number[];
  /** Names of the columns that make the field, in a CSV file. Default: the field's own name. */
  readonly columns?: readonly string[];
}

/** The fields of a record by name: a type alone stands for a single value of that type. */
export type Fields = Readonly<Record<string, FieldType | Field>>;

/** A field with all that was left out. */
export interface FullField {
  readonly name: string;
  readonly type: FieldType;
  /** Values in one record. */
  readonly size: number;
  readonly columns: readonly string[];
}

/** One record's values, field after field in the order of the fields. */
export type Row = readonly (readonly (number | string)[] | Uint8Array)[];

/** Values of many records by field: record after record, each as the field's shape says. */
export type Columns = Readonly<Record<string, Float32Array | Int32Array | Uint8Array | readonly string[]>>;

/** Fills in what was left out; throws a TrainerError (`usage`) that names the field. */
export function fullFields(fields: Fields): readonly FullField[] {
  return Object.entries(fields).map(([name, given]) => {
    const { type, shape = [], columns = [name] } = typeof given === 'string' ? { type: given } : given;
    const size = shape.reduce((product, length) => product * length, 1);
    if (Number.isInteger(size) && size > 0 && (columns.length === size || columns.length === 1)) {
      return { name, type, size, columns };
    }
    const found = `its shape has ${size} values, and ${columns.length} columns are named`;
    throw new TrainerError('usage', `cannot read field ${name}: ${found}; shape and columns must agree`);
  });
}

/** Why values are none of a field, as a clause; `undefined` where they are. */
export function objectionTo({ name, type, size }: FullField, values: Row[number]): string | undefined {
  if (values.length !== size) return `${name} has ${values.length} values, not ${size}`;
  if (values instanceof Uint8Array) {
    return type === 'uint8' ? undefined : `${name} holds bytes, which cannot be read as ${type}`;
  }
  const wrong = values.find((value) => !isOf(type, value));
  return wrong === undefined ? undefined : `${name} is ${JSON.stringify(wrong)}, which is no ${type}`;
}

function isOf(type: FieldType, value: number | string): boolean {
  if (type === 'string') return typeof value === 'string';
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (type === 'float32') return true;
  const [least, most] = type === 'uint8' ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Puts rows together, field by field. */
export function columnsOf(fields: readonly FullField[], rows: readonly Row[]): Columns {
  const columnOf = ({ type, size }: FullField, place: number): Columns[string] => {
    if (type === 'string') return rows.flatMap((row) => Array.from(row[place]!, String));
    const values = new arrays[type](rows.length * size);
    rows.forEach((row, index) => values.set(row[place] as ArrayLike<number>, index * size));
    return values;
  };
  return Object.fromEntries(fields.map((field, place) => [field.name, columnOf(field, place)] as const));
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;
