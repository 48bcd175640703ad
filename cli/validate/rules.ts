import { fieldsRead, isTransitionRule, ruleOutcome } from './cel-rule.ts';
import { celValue, itemKey } from './cel-value.ts';
import { isAtOrBelow, pathText } from './field-path.ts';
import type { FieldPath } from './field-path.ts';
import type { CelRule, StructuralSchema } from './structural-schema.ts';

/** A field, and what is wrong with it. */
export interface FieldProblem {
  readonly path: FieldPath;
  readonly message: string;
}

/** A rule that was not evaluated, by the words that a person knows it by, and why not. */
export interface UncheckedRule {
  readonly rule: string;
  readonly why: string;
}

/** What the rules of a schema said: all that is broken, and all that could not be judged. */
export interface RuleFindings {
  readonly problems: readonly FieldProblem[];
  readonly unchecked: readonly UncheckedRule[];
}

/** One object under its schema; `old` is the object before the change, `unreadable` the fields that no rule can judge. */
export interface RuleInput {
  readonly schema: StructuralSchema;
  readonly value: unknown;
  readonly old?: unknown;
  readonly unreadable: readonly FieldPath[];
}

/** Why a rule on changes was not evaluated; whoever reports may count these instead of naming each. */
export const needsOld = 'compares with the object before the change';

/** Why a rule on a field of the wrong shape was not evaluated; likewise. */
export const readsWrong = 'reads a field that is wrong';

/** Evaluates every rule of the schema, and that keys of lists are unique, wherever the value has something to judge. */
export function ruleFindings({ schema, value, old, unreadable }: RuleInput): RuleFindings {
  const problems: FieldProblem[] = [];
  const unchecked = new Map<string, UncheckedRule>();
  const visit = (at: { schema: StructuralSchema; value: unknown; old: unknown; path: FieldPath }): void => {
    if (at.value === undefined || at.value === null) return;
    problems.push(...repeatedItems(at));
    for (const rule of at.schema['x-kubernetes-validations'] ?? []) {
      const finding = judged(rule, at, unreadable);
      if ('message' in finding) problems.push(finding);
      else if ('why' in finding) unchecked.set(finding.rule, finding);
    }
    for (const child of children(at)) visit(child);
  };
  visit({ schema, value, old, path: [] });
  return { problems, unchecked: [...unchecked.values()] };
}

interface Place {
  readonly schema: StructuralSchema;
  readonly value: unknown;
  readonly old: unknown;
  readonly path: FieldPath;
}

function judged(
  rule: CelRule,
  place: Place,
  unreadable: readonly FieldPath[],
): FieldProblem | UncheckedRule | { readonly holds: true } {
  const name = ruleName(rule, place.path);
  const isTransition = isTransitionRule(rule);
  if (isTransition && place.old === undefined) return { rule: name, why: needsOld };
  if (isBlocked(rule, place.path, unreadable)) return { rule: name, why: readsWrong };
  const order = isTransition ? 'ignored' : 'kept';
  const outcome = ruleOutcome(rule, {
    self: celValue(place.value, place.schema, order),
    ...(isTransition ? { oldSelf: celValue(place.old, place.schema, order) } : {}),
  });
  switch (outcome.type) {
    case 'Holds':
      return { holds: true };
    case 'Broken':
      return { path: [...place.path, ...fieldSteps(rule.fieldPath)], message: outcome.message };
    case 'NotChecked':
      return { rule: name, why: outcome.why };
  }
}

/** Whether a rule at `path` reads a field that is unreadable, or one above or below it. */
function isBlocked(rule: CelRule, path: FieldPath, unreadable: readonly FieldPath[]): boolean {
  return fieldsRead(rule).some((fields) => {
    const read = [...path, ...fields];
    return unreadable.some((wrong) => isAtOrBelow(wrong, read) || isAtOrBelow(read, wrong));
  });
}

function ruleName({ rule, message }: CelRule, path: FieldPath): string {
  const where = pathText(path.filter((step) => typeof step === 'string'));
  return where === '' ? (message ?? rule) : `${where}: ${message ?? rule}`;
}

/** The steps of a rule's `fieldPath`, such as `.parameterServers`. */
function fieldSteps(fieldPath: string | undefined): readonly string[] {
  return (fieldPath ?? '').split('.').filter((step) => step !== '');
}

/** Children of a value, each with its own old value; items of lists without keys have none, as for the API server. */
function* children({ schema, value, old, path }: Place): Generator<Place> {
  if (Array.isArray(value)) {
    const items = schema.items ?? {};
    const isKeyed = schema['x-kubernetes-list-type'] === 'map';
    const before = new Map(isKeyed && Array.isArray(old) ? old.map((item) => [itemKey(item, schema), item]) : []);
    for (const [index, item] of value.entries()) {
      yield { schema: items, value: item, old: before.get(itemKey(item, schema)), path: [...path, index] };
    }
  } else if (typeof value === 'object' && value !== null) {
    const before: Readonly<Record<string, unknown>> = typeof old === 'object' && old !== null ? { ...old } : {};
    const { additionalProperties } = schema;
    for (const [name, field] of Object.entries(value)) {
      const inner =
        schema.properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      if (inner !== undefined) yield { schema: inner, value: field, old: before[name], path: [...path, name] };
    }
  }
}

function repeatedItems({ schema, value, path }: Place): readonly FieldProblem[] {
  const type = schema['x-kubernetes-list-type'] ?? 'atomic';
  if (!Array.isArray(value) || type === 'atomic') return [];
  const seen = new Map<string, number>();
  const problems: FieldProblem[] = [];
  for (const [index, item] of value.entries()) {
    const key = itemKey(item, schema);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else {
      const what = schema['x-kubernetes-list-map-keys']?.join(' and ');
      const message = what === undefined ? `repeats item ${first}` : `has the same ${what} as item ${first}`;
      problems.push({ path: [...path, index], message });
    }
  }
  return problems;
}
