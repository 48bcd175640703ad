/** The bounds of a whole number, both included. */
interface Bounds {
  readonly from: number;
  readonly to?: number;
}

/**
 * Reads variables one by one and remembers every one that is missing or wrong.
 *
 * A refused variable gives a stand-in of its type, so that reading goes on and all problems show at once; whoever reads
 * must look at `problems` before using any value.
 */
export interface EnvironmentReader {
  readonly problems: readonly string[];
  /** Adds a problem: "cannot read NAME: …". */
  refuse(name: string, problem: string): void;
  has(name: string): boolean;
  text(name: string): string;
  integer(name: string, bounds: Bounds): number;
  /** One of a list of words; `whenAbsent` makes the variable optional. */
  oneOf<Word extends string>(name: string, words: readonly [Word, ...Word[]], whenAbsent?: Word): Word;
  jsonObject(name: string): Readonly<Record<string, unknown>>;
  jsonArray(name: string): readonly unknown[];
}

/** Starts reading a set of variables; an empty value counts as absent. */
export function environmentReader(variables: Readonly<Record<string, string | undefined>>): EnvironmentReader {
  const problems: string[] = [];
  const refuse = (name: string, problem: string) => void problems.push(`cannot read ${name}: ${problem}`);
  const has = (name: string) => variables[name] !== undefined && variables[name] !== '';
  const text = (name: string) => {
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    refuse(name, 'it is not set');
    return '';
  };
  const json = (name: string) => {
    if (!has(name)) return void text(name);
    try {
      return JSON.parse(text(name)) as unknown;
    } catch {
      return undefined;
    }
  };
  return {
    problems,
    refuse,
    has,
    text,
    integer(name, { from, to }) {
      const given = text(name);
      const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
      if (value >= from && value <= (to ?? Number.MAX_SAFE_INTEGER)) return value;
      const range = to === undefined ? `from ${from}` : `from ${from} to ${to}`;
      if (given !== '') refuse(name, `${quoted(given)} is no whole number ${range}`);
      return from;
    },
    oneOf(name, words, whenAbsent) {
      if (!has(name) && whenAbsent !== undefined) return whenAbsent;
      const given = text(name);
      const word = words.find((candidate) => candidate === given);
      if (word === undefined && given !== '') refuse(name, `${quoted(given)} is none of ${words.join(', ')}`);
      return word ?? words[0];
    },
    jsonObject(name) {
      const value = json(name);
      if (isObject(value)) return value;
      if (has(name)) refuse(name, `${quoted(text(name))} is no JSON object`);
      return {};
    },
    jsonArray(name) {
      const value = json(name);
      if (isList(value)) return value;
      if (has(name)) refuse(name, `${quoted(text(name))} is no JSON array`);
      return [];
    },
  };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Whether a value is an object of JSON, by whatever keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
