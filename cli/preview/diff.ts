import { fitted, labelled, printable } from '../terminal/text.ts';
import type { Terminal } from '../terminal/style.ts';
import type { Changes, FieldChange, ObjectChange } from './changes.ts';

/** What changes, for people: each object, and for a changed one each field. */
export function diffText({ from, to, refusals, objects }: Changes, terminal: Terminal): string {
  const { width, style } = terminal;
  const head = style.strong(fitted(`crosstrain preview · from ${printable(from)} to ${printable(to)}`, width));
  if (refusals.length > 0) {
    const lines = refusals.flatMap((refusal) => labelled('', refusal, { indent: 2, labelWidth: 2, width }));
    return [head, '', style.bad('The API server would refuse this change'), ...lines].join('\n');
  }
  if (objects.length === 0) return [head, '', 'Nothing changes'].join('\n');
  const of = (type: ObjectChange['type']) => objects.filter((change) => change.type === type).length;
  const summary = `Deletes ${of('Deleted')}, changes ${of('Changed')}, creates ${of('Created')} of its objects`;
  return [head, '', summary, ...objects.flatMap((change) => changeLines(change, terminal))].join('\n');
}

const signs = { Created: '+', Deleted: '-', Changed: '~' } as const;

function changeLines(change: ObjectChange, terminal: Terminal): readonly string[] {
  const { width, style } = terminal;
  const marks = { Created: style.good, Deleted: style.bad, Changed: style.waiting };
  const line = fitted(`  ${signs[change.type]} ${change.object.kind} ${printable(change.object.name)}`, width);
  const fields = change.type === 'Changed' ? change.fields.flatMap((field) => fieldLines(field, width)) : [];
  return [marks[change.type](line), ...fields];
}

function fieldLines({ path, before, after }: FieldChange, width: number): readonly string[] {
  const text = `${shown(before)} → ${shown(after)}`;
  const isShort = 6 + path.length + 2 + text.length <= width;
  if (isShort) return [`      ${path}  ${text}`];
  return [fitted(`      ${path}`, width), ...labelled('', text, { indent: 8, labelWidth: 2, width })];
}

function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
