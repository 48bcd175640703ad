import { needsOld, readsWrong } from './rules.ts';
import type { ObjectResult } from './validate.ts';

/** The results for people: a line for each problem, a line for each object without one, and how many there are. */
export function report(results: readonly ObjectResult[]): string {
  const lines = results.flatMap((result) => objectLines(result));
  return [...lines, ...uncheckedLines(results), summary(results)].join('\n');
}

function objectLines({ file, line, object, outcome, why, problems }: ObjectResult): readonly string[] {
  switch (outcome) {
    case 'Valid':
      return [`${file}:${line} ${object}: valid`];
    case 'Skipped':
      return [`${file}:${line} ${object}: not checked, ${why ?? 'unknown'}`];
    case 'Invalid':
      return problems.map((problem) => {
        const field = problem.field === '' ? '' : ` ${problem.field}:`;
        return `${file}:${problem.line}:${problem.column} ${object}:${field} ${problem.message}`;
      });
  }
}

/** What was not judged. Rules on changes and rules that wait for a correction are counted, all others are named. */
function uncheckedLines(results: readonly ObjectResult[]): readonly string[] {
  const unchecked = results.flatMap((result) => result.unchecked.map((rule) => ({ ...rule, object: result.object })));
  const count = (reason: string): number =>
    new Set(unchecked.filter(({ why }) => why === reason).map(({ rule }) => rule)).size;
  const counts = [
    { rules: count(readsWrong), remedy: 'that read a wrong field; correct it first' },
    { rules: count(needsOld), remedy: 'on changes; give the objects before with --old' },
  ];
  return [
    ...unchecked
      .filter(({ why }) => why !== needsOld && why !== readsWrong)
      .map(({ rule, why, object }) => `not checked: ${object}: "${rule}": ${why}`),
    ...counts
      .filter(({ rules }) => rules > 0)
      .map(({ rules, remedy }) => `not checked: ${counted(rules, 'rule')} ${remedy}`),
  ];
}

function summary(results: readonly ObjectResult[]): string {
  const of = (outcome: ObjectResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const skipped = of('Skipped') === 0 ? '' : `, ${of('Skipped')} not of crosstrain`;
  return `${counted(of('Valid') + of('Invalid'), 'object')} checked, ${of('Invalid')} invalid${skipped}`;
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
