import { summaryOf } from '../preview/run-summary.ts';
import { headLines, makesLines } from '../preview/text.ts';
import { bothEnds, printable } from '../terminal/text.ts';
import type { LocalRun } from '../run/local-run.ts';
import type { Terminal } from '../terminal/style.ts';

const promise = 'nothing is bought, nothing leaves this machine';

/** The preview in short, up to where the trainer begins to speak. */
export function startLines(title: string, { story }: LocalRun, terminal: Terminal): readonly string[] {
  const { width, style } = terminal;
  const head = `crosstrain · ${printable(title)}`;
  const line = `${head} · ${promise}`;
  return [
    ...(line.length <= width ? [style.strong(line)] : [style.strong(head), promise]),
    '',
    ...headLines(summaryOf(story.object), terminal),
    ...makesLines(story, terminal),
  ];
}

/** What to try next. */
export function nextLines(folder: string, policy: string | undefined, { style, width }: Terminal): readonly string[] {
  const commands: readonly (readonly [string, string])[] = [
    [`npx crosstrain preview ${folder} -o html`, 'the same, drawn'],
    [`npx crosstrain preview ${folder} --settled`, 'how it ends'],
    ...(policy === undefined ? [] : [[`npx crosstrain offers --policy ${policy}`, 'prices'] as const]),
    [`npx crosstrain run ${folder}`, 'train it again'],
  ];
  return commands
    .flatMap(([command, what]) => bothEnds(`       ${command}`, what, width))
    .map((line, index) => (index === 0 ? `${style.strong('Next')}${line.slice(4)}` : line));
}
