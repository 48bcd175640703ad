import { isRecord, recordAt, stringAt } from '../../api/json.ts';
import { documentsOf } from './documents.ts';
import type { Position, SourceDocument, SourceFile } from './documents.ts';
import { pathText } from './field-path.ts';
import type { FieldPath } from './field-path.ts';
import { judge } from './kinds.ts';
import type { Judge, ObjectIdentity } from './kinds.ts';
import { ruleFindings } from './rules.ts';
import type { FieldProblem, UncheckedRule } from './rules.ts';
import { shapeFindings } from './shape.ts';

/** What was found in one object of one file. */
export interface ObjectResult {
  readonly file: string;
  readonly line: number;
  /** `TrainingRun team-vision/digits`, or what can be said of it. */
  readonly object: string;
  readonly outcome: 'Valid' | 'Invalid' | 'Skipped';
  /** Why nothing was checked; only with `Skipped`. */
  readonly why?: string;
  readonly problems: readonly Problem[];
  /** Rules that were not evaluated, by name. */
  readonly unchecked: readonly UncheckedRule[];
}

/** One thing that is wrong, where, and with the fix where there is one. */
interface Problem extends Position {
  /** Path of the field; empty for the object as a whole. */
  readonly field: string;
  readonly message: string;
}

/**
 * Checks every object of the files against its kind, as the API server would: shape, unknown fields, defaults, rules
 * between fields. With `old`, also what may not change: objects there are the versions before.
 */
export function validate(files: readonly SourceFile[], old: readonly SourceFile[] = []): readonly ObjectResult[] {
  const before = new Map(
    old.flatMap((file) => documentsOf(file)).map(({ value }) => [identityKey(identity(value)), value]),
  );
  return files
    .flatMap((file) => documentsOf(file))
    .map((document) => objectResult(document, before.get(identityKey(identity(document.value)))));
}

function objectResult(document: SourceDocument, old: unknown): ObjectResult {
  const { file, start, value } = document;
  const who = identity(value);
  const result = { file, line: start.line, object: objectName(who), problems: [], unchecked: [] };
  if (document.syntaxErrors.length > 0) {
    const problems = document.syntaxErrors.map(({ at, message }) => ({ ...at, field: '', message }));
    return { ...result, outcome: 'Invalid', problems };
  }
  const missing = missingIdentity(value);
  if (missing !== undefined)
    return { ...result, outcome: 'Invalid', problems: [{ ...start, field: '', message: missing }] };
  const judgement = judge(who);
  switch (judgement.type) {
    case 'None':
      return { ...result, outcome: 'Skipped', why: judgement.why };
    case 'Wrong': {
      const { field, message } = judgement;
      return {
        ...result,
        outcome: 'Invalid',
        problems: [{ ...document.positionOf([field], 'value'), field, message }],
      };
    }
    case 'Kind':
    case 'Policy': {
      const { problems, unchecked } = judged(judgement, document, old);
      return { ...result, outcome: problems.length === 0 ? 'Valid' : 'Invalid', problems, unchecked };
    }
  }
}

function judged(
  judgement: Extract<Judge, { type: 'Kind' | 'Policy' }>,
  document: SourceDocument,
  old: unknown,
): Pick<ObjectResult, 'problems' | 'unchecked'> {
  const problem = (path: FieldPath, message: string, what: 'name' | 'value'): Problem => ({
    ...document.positionOf(path, what),
    field: pathText(path),
    message,
  });
  const shape = shapeFindings(judgement.shape, withGeneratedName(document.value), document.writtenAt);
  const shapeProblems = shape.problems.map(({ path, message, isName }) =>
    problem(path, message, isName ? 'name' : 'value'),
  );
  if (judgement.type === 'Policy') return { problems: inOrder(shapeProblems), unchecked: [] };
  const unnamed = nameMissing(document.value);
  const rules = ruleFindings({
    schema: judgement.schema,
    value: shape.completed,
    ...(old === undefined ? {} : { old: shapeFindings(judgement.shape, old).completed }),
    unreadable: [...shape.problems.filter(({ isUnreadable }) => isUnreadable), ...unnamed].map(({ path }) => path),
  });
  const others = [...unnamed, ...rules.problems].map(({ path, message }) => problem(path, message, 'value'));
  return { problems: inOrder([...shapeProblems, ...others]), unchecked: rules.unchecked };
}

/** The object with a name such as the API server makes of `generateName`, before it asks any rule. */
function withGeneratedName(value: unknown): unknown {
  const generateName = stringAt(value, 'metadata', 'generateName');
  if (generateName === undefined || stringAt(value, 'metadata', 'name') !== undefined || !isRecord(value)) return value;
  return { ...value, metadata: { ...recordAt(value, 'metadata'), name: `${generateName}00000` } };
}

/** Every object needs a name; what it may look like is its kind's business. */
function nameMissing(value: unknown): readonly FieldProblem[] {
  const isNamed = ['name', 'generateName'].some((field) => stringAt(value, 'metadata', field) !== undefined);
  return isNamed ? [] : [{ path: ['metadata', 'name'], message: 'is missing: set it, or generateName' }];
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1));
}

function missingIdentity(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is no Kubernetes object: write apiVersion, kind, metadata and spec';
  const missing = ['apiVersion', 'kind'].filter((field) => stringAt(value, field) === undefined);
  return missing.length === 0 ? undefined : `is no Kubernetes object: ${missing.join(' and ')} missing`;
}

function identity(value: unknown): ObjectIdentity {
  return {
    apiVersion: stringAt(value, 'apiVersion') ?? '',
    kind: stringAt(value, 'kind') ?? '',
    namespace: stringAt(value, 'metadata', 'namespace'),
    name: stringAt(value, 'metadata', 'name') ?? stringAt(value, 'metadata', 'generateName'),
  };
}

function identityKey({ apiVersion, kind, namespace = '', name = '' }: ObjectIdentity): string {
  return [apiVersion.split('/')[0], kind, namespace, name].join(' ');
}

function objectName({ kind, namespace, name = 'without a name' }: ObjectIdentity): string {
  return kind === '' ? 'document' : `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
