import { Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import type { CelRule } from './structural-schema.ts';

/** What a rule said of one value. */
export type RuleOutcome =
  | { readonly type: 'Holds' }
  | { readonly type: 'Broken'; readonly message: string }
  | { readonly type: 'NotChecked'; readonly why: string };

/** What a rule is asked about; `oldSelf` is absent when the object is new. */
export interface RuleSubject {
  readonly self: unknown;
  readonly oldSelf?: unknown;
}

// Optional types: Kubernetes' CEL has them since 1.29. Every variable is dynamic: types were checked when the definition
// was installed.
const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn');

const compiled = new Map<string, Compiled>();

type Expression = ReturnType<Environment['parse']>;
type Compiled =
  | { readonly expression: Expression; readonly isTransition: boolean; readonly reads: readonly (readonly string[])[] }
  | { readonly unknown: string };

/** Whether a rule compares with the object before the change; the API server runs such rules on updates alone. */
export function isTransitionRule({ rule }: CelRule): boolean {
  const program = compile(rule);
  return 'expression' in program && program.isTransition;
}

/** The fields that a rule reads of `self`, each as its path; an empty path means all of it. */
export function fieldsRead({ rule }: CelRule): readonly (readonly string[])[] {
  const program = compile(rule);
  return 'expression' in program ? program.reads : [[]];
}

/** Evaluates a rule as the API server does: an error while evaluating is a broken rule. */
export function ruleOutcome(rule: CelRule, subject: RuleSubject): RuleOutcome {
  if (rule.optionalOldSelf === true) return { type: 'NotChecked', why: 'optionalOldSelf is not supported here' };
  const program = compile(rule.rule);
  if ('unknown' in program) return { type: 'NotChecked', why: program.unknown };
  const answer = evaluate(program.expression, subject);
  if (answer.type === 'NotChecked') return answer;
  if (answer.type === 'Failed') return { type: 'Broken', message: `${message(rule, subject)} (${answer.why})` };
  return answer.value === true ? { type: 'Holds' } : { type: 'Broken', message: message(rule, subject) };
}

function message({ rule, message: fixed, messageExpression }: CelRule, subject: RuleSubject): string {
  if (messageExpression !== undefined) {
    const program = compile(messageExpression);
    const answer = 'unknown' in program ? undefined : evaluate(program.expression, subject);
    if (answer?.type === 'Value' && typeof answer.value === 'string') return answer.value;
  }
  return fixed ?? `breaks the rule ${rule}`;
}

type Answer =
  | { readonly type: 'Value'; readonly value: unknown }
  | { readonly type: 'Failed'; readonly why: string }
  | { readonly type: 'NotChecked'; readonly why: string };

function evaluate(expression: Expression, subject: RuleSubject): Answer {
  try {
    return { type: 'Value', value: expression({ ...subject }) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    // The evaluator lacks a function that Kubernetes has; every other error is the value's.
    if (error.code === 'no_matching_overload') return { type: 'NotChecked', why: firstLine(error) };
    return { type: 'Failed', why: firstLine(error) };
  }
}

function compile(text: string): Compiled {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const fresh = compileFresh(text);
  compiled.set(text, fresh);
  return fresh;
}

function compileFresh(text: string): Compiled {
  try {
    const expression = environment.parse(text);
    const { valid, error } = expression.check();
    if (!valid) return { unknown: error === undefined ? 'cannot be understood' : firstLine(error) };
    const reads = [...chains(expression.ast)];
    const isTransition = reads.some(([variable]) => variable === 'oldSelf');
    return { expression, isTransition, reads: reads.filter(([root]) => root === 'self').map(([, ...path]) => path) };
  } catch (error) {
    if (error instanceof ParseError) return { unknown: firstLine(error) };
    throw error;
  }
}

/** Every variable of a syntax tree with the fields taken of it: `self.a.b == x` gives self a b, and x. */
function* chains(node: unknown): Generator<readonly string[]> {
  if (Array.isArray(node)) for (const child of node) yield* chains(child);
  const chain = fieldChain(node);
  if (chain !== undefined) yield chain;
  else if (isOperation(node)) yield* chains(node.args);
}

function fieldChain(node: unknown): readonly string[] | undefined {
  if (!isOperation(node)) return undefined;
  if (node.op === 'id') return [String(node.args)];
  if (node.op !== '.' || !Array.isArray(node.args)) return undefined;
  const args: readonly unknown[] = node.args;
  const [of, field] = args;
  const chain = fieldChain(of);
  return chain === undefined ? undefined : [...chain, String(field)];
}

function isOperation(node: unknown): node is { readonly op: unknown; readonly args: unknown } {
  return typeof node === 'object' && node !== null && 'op' in node && 'args' in node;
}

function firstLine({ message: text }: Error): string {
  return text.split('\n')[0] ?? text;
}
