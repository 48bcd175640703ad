/** A text on one line, without what could steer a terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

/** A text that fits the width: cut, with an ellipsis, where it is longer. */
export function fitted(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** A text in lines of at most the width, broken at spaces; a word that is longer stays whole where nothing else fits. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** At most so many lines of at most the width; the last one says by an ellipsis that there were more. */
export function shortened(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? '';
  return [...lines.slice(0, most - 1), last.length + 2 <= width ? `${last} …` : fitted(`${last}…`, width)];
}

/** A label and a text beside it, wrapped under itself. */
export function labelled(label: string, text: string, { indent, labelWidth, width }: Measure): readonly string[] {
  const first = `${' '.repeat(indent)}${label.padEnd(labelWidth)}`;
  const [head = '', ...rest] = wrapped(text, width - indent - labelWidth);
  return [`${first}${head}`.trimEnd(), ...rest.map((line) => `${' '.repeat(indent + labelWidth)}${line}`)];
}

/** Where a labelled text stands. */
export interface Measure {
  readonly indent: number;
  readonly labelWidth: number;
  readonly width: number;
}

/** Two texts at both ends of a line, or below one another where they don't fit. */
export function bothEnds(left: string, right: string, width: number): readonly string[] {
  if (right === '') return [left];
  const gap = width - left.length - right.length;
  return gap >= 2 ? [`${left}${' '.repeat(gap)}${right}`] : [left, right.padStart(width)];
}

/** A number with its noun, plural where it must be. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Rows in columns as wide as their longest cell, two spaces apart; `right` says which columns are numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A span of time for people, in its two largest units; days only where there are at least three. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [large, small] = units.find(([{ from }]) => whole >= from) ?? finest;
  const count = Math.floor(whole / large.seconds);
  const rest = small === undefined ? 0 : Math.floor((whole % large.seconds) / small.seconds);
  return rest === 0 || small === undefined ? `${count} ${large.name}` : `${count} ${large.name} ${rest} ${small.name}`;
}

interface Unit {
  readonly name: string;
  readonly seconds: number;
  /** The shortest span that is told in it. */
  readonly from: number;
}

const second: Unit = { name: 's', seconds: 1, from: 0 };
const minute: Unit = { name: 'min', seconds: 60, from: 60 };
const hour: Unit = { name: 'h', seconds: 3600, from: 3600 };
const day: Unit = { name: 'd', seconds: 86_400, from: 3 * 86_400 };
const finest: readonly [Unit, Unit?] = [second];
const units: readonly (readonly [Unit, Unit?])[] = [[day, hour], [hour, minute], [minute, second], finest];
