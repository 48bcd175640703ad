import { summaryOf } from '../preview/run-summary.ts';
import { headLines, makesLines } from '../preview/text.ts';
import { printable, table } from '../terminal/text.ts';
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

/** What to try next: commands to copy, each with what it gives. */
export function nextLines(folder: string, policy: string | undefined, { style }: Terminal): readonly string[] {
  const commands = [
    [`npx crosstrain preview ${folder} -o html > run.html`, 'drawn'],
    [`npx crosstrain preview ${folder} --settled`, 'to its end'],
    ...(policy === undefined ? [] : [[`npx crosstrain offers --policy ${policy}`, 'prices']]),
    [`npx crosstrain run ${folder}`, 'again'],
  ];
  return table(commands).map((line, index) => `${index === 0 ? style.strong('Next') : '    '}   ${line}`);
}
