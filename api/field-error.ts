/** What is wrong with one field: its path (`spec.workers`), why, and where there is one, the fix. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** The value, or all that is wrong with what was given. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

/** A field error as one sentence. */
export function sentence({ path, message }: FieldError): string {
  return `${path}: ${message}`;
}
