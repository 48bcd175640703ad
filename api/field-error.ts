import { shortened } from './shortened.ts';

/** What is wrong with one field: its path (`spec.workers`), why, and where there is one, the fix. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** The value, or all that is wrong with what was given. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Errors that one message names; more of them help nobody, and a message has a limit. */
const mostNamed = 20;
const longestSentence = 1000;

/** Field errors as one text, a sentence for each. */
export function sentences(errors: readonly FieldError[]): string {
  const named = errors
    .slice(0, mostNamed)
    .map(({ path, message }) => shortened(`${path}: ${message}`, longestSentence));
  const left = errors.length - named.length;
  return [...named, ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}
