import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';

/** What a spec breaks of one rule between its fields. */
export type Rule = (spec: Document) => readonly FieldError[];

/** The objection, where there is one. */
export function unless(holds: boolean, path: string, message: string): readonly FieldError[] {
  return holds ? [] : [{ path, message }];
}

/** How many of some fields are set. */
export function given(...fields: readonly unknown[]): number {
  return fields.filter((field) => field !== undefined).length;
}
