import { TrainerError } from '../../trainer-error.ts';
import { objectionTo } from './fields.ts';
import type { Content, Format } from './format.ts';
import { linesOf, textOf } from './lines.ts';

/** Comma-separated values with a header, by RFC 4180. */
export const csv: Format = {
  *scan(content) {
    const lines = linesOf(content, true);
    const header = lines.next();
    if (header.done !== true) yield* lines;
  },
  decoder(fields, content) {
    const header = headerOf(content);
    const places = fields.map((field) => field.columns.map((column) => placeOf(column, header)));
    return (record) => {
      const values = valuesOf(textOf(record));
      if (typeof values === 'string') return values;
      if (values.length !== header.length) return `it has ${values.length} values, and the header ${header.length}`;
      const row = fields.map(({ type }, i) =>
        places[i]!.map((place) => (type === 'string' ? values[place]! : numberOf(values[place]!))),
      );
      return fields.map((field, i) => objectionTo(field, row[i]!)).find((one) => one !== undefined) ?? row;
    };
  },
};

/** A number, or the text as it is where it is none: an empty value is no 0. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

function headerOf(content: Content): readonly string[] {
  const first = linesOf(content, true).next();
  if (first.done === true) return [];
  const values = valuesOf(textOf(content.read(first.value.offset, first.value.bytes)));
  return typeof values === 'string' ? [] : values.map((name) => name.trim());
}

function placeOf(column: string, header: readonly string[]): number {
  const place = header.indexOf(column);
  if (place >= 0) return place;
  throw new TrainerError('dataError', `there is no column ${column}: the header has ${header.join(', ')}`);
}

/** The values of a line, or as a clause why it has none. */
function valuesOf(line: string): readonly string[] | string {
  if (!line.includes('"')) return line.split(',');
  const values: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const match = pattern.exec(line);
    if (match === null) return 'its quotes do not match';
    values.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return values;
  }
}
