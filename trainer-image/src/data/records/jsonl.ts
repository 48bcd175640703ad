import { isObject } from '../../environment-reader.ts';
import { objectionTo, type FullField, type Row } from './fields.ts';
import type { Format } from './format.ts';
import { linesOf, textOf } from './lines.ts';

/** A JSON object per line; a field of several values is an array, of arrays if need be. */
export const jsonl: Format = {
  scan: (content) => linesOf(content, false),
  decoder: (fields) => (record) => {
    let value: unknown;
    try {
      value = JSON.parse(textOf(record));
    } catch {
      return 'it is no JSON';
    }
    if (!isObject(value)) return 'it is no JSON object';
    const row: Row[number][] = [];
    for (const field of fields) {
      const values = valuesOf(field, value[field.name]);
      const objection = typeof values === 'string' ? values : objectionTo(field, values);
      if (objection !== undefined) return objection;
      row.push(values as Row[number]);
    }
    return row;
  },
};

function valuesOf({ name }: FullField, value: unknown): readonly (number | string)[] | string {
  if (value === undefined) return `${name} is missing`;
  const all: readonly unknown[] = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
  const isPlain = all.every((one) => typeof one === 'number' || typeof one === 'string');
  return isPlain ? all : `${name} holds something other than numbers and texts`;
}
