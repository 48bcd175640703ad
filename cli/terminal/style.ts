/** How words are marked. Where colours are not wanted, every mark leaves the text as it is. */
export interface Style {
  readonly strong: Mark;
  readonly faint: Mark;
  readonly good: Mark;
  readonly bad: Mark;
  readonly waiting: Mark;
  readonly name: Mark;
}

type Mark = (text: string) => string;

/** Where text goes: how wide it may be, and how it is marked. */
export interface Terminal {
  readonly width: number;
  readonly style: Style;
}

const none: Mark = (text) => text;
const ansi =
  (open: number, close: number): Mark =>
  (text) =>
    text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`;

/** No colours: pipes, files, and people who set NO_COLOR. */
export const plain: Style = { strong: none, faint: none, good: none, bad: none, waiting: none, name: none };

/** Colours that read well on dark and on light. */
export const coloured: Style = {
  strong: ansi(1, 22),
  faint: ansi(2, 22),
  good: ansi(32, 39),
  bad: ansi(31, 39),
  waiting: ansi(33, 39),
  name: ansi(36, 39),
};

/**
 * The terminal behind a stream: coloured where it is one and NO_COLOR is empty or absent (https://no-color.org).
 *
 * The width is 80 where nobody says, and never more than 100: long lines are hard to read.
 */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const wantsColour = stream.isTTY === true && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
  // A terminal that does not know its size says 0.
  const columns = stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80;
  return { width: Math.max(40, Math.min(columns, 100)), style: wantsColour ? coloured : plain };
}
