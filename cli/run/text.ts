import { labelled } from '../terminal/text.ts';
import type { Terminal } from '../terminal/style.ts';
import type { LocalEnvironment } from './here.ts';

/** What differs from the pod, variable by variable. */
export function differenceLines({ differences, fromShell }: LocalEnvironment, { width }: Terminal): readonly string[] {
  const labelWidth = Math.max(...differences.map(({ name }) => name.length)) + 2;
  const measure = { indent: 2, labelWidth, width };
  return [
    'Here instead, with the environment of the pod, except',
    ...differences.flatMap(({ name, why }) => labelled(name, why, measure)),
    ...labelled('', `and from this shell: ${fromShell.join(', ')}`, { indent: 2, labelWidth: 0, width }),
  ];
}
