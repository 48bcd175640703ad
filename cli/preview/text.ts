import { bothEnds, counted, fitted, labelled, printable, shortened, wrapped } from '../terminal/text.ts';
import { summaryOf } from './run-summary.ts';
import { counts } from './story.ts';
import { treeLines } from './tree.ts';
import type { Terminal } from '../terminal/style.ts';
import type { Summary } from './run-summary.ts';
import type { CompositeStory } from './story.ts';

/** A preview for people. */
export function previewText(title: string, stories: readonly CompositeStory[], terminal: Terminal): string {
  const { width, style } = terminal;
  const head = style.strong(fitted(`crosstrain preview · ${printable(title)}`, width));
  const parts = stories.map((story) => storyLines(story, terminal).join('\n'));
  return [head, ...parts].join('\n\n');
}

/** One composite with everything that is known of it, in paragraphs. */
function storyLines(story: CompositeStory, terminal: Terminal): readonly string[] {
  const summary = summaryOf(story.object);
  const paragraphs = [
    [...headLines(summary, terminal), ...phaseLines(summary, terminal)],
    makesLines(story, terminal),
    planLines(summary, terminal),
    conditionLines(summary, terminal),
    warningLines(withoutRefusals(story.warnings, summary), terminal),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** What it is, where it runs, what it costs and when it stops: the first lines of every command that shows a run. */
export function headLines(summary: Summary, { width, style }: Terminal): readonly string[] {
  const { runsOn, pricesDate, price, priceParts, stops, spent } = summary;
  const [name, shape] = [printable(summary.name), printable(summary.shape)];
  const gap = width - name.length - shape.length;
  const date = pricesDate === undefined ? '' : `list prices of ${pricesDate}`;
  return [
    ...(gap >= 2
      ? [style.strong(name) + ' '.repeat(gap) + shape]
      : [style.strong(name), ...wrapped(shape, width - 2).map((line) => `  ${line}`)]),
    ...(runsOn === undefined ? [] : bothEnds(`  runs on  ${runsOn}`, date, width)),
    ...(price === undefined ? [] : [`  costs    ${price}`]),
    ...(priceParts === undefined ? [] : wrapped(priceParts, width - 11).map((line) => `           ${line}`)),
    ...(stops === undefined ? [] : [`  stops    ${stops}`]),
    ...(spent === undefined ? [] : [`  spent    ${spent}`]),
  ];
}

/** Where it stands; for a refused one, every reason. */
function phaseLines({ phase, message, refusals }: Summary, { width, style }: Terminal): readonly string[] {
  const measure = { indent: 2, labelWidth: 9, width };
  if (refusals.length === 0) {
    return shortened(labelled('phase', message === '' ? phase : `${phase}: ${message}`, measure), 2, width);
  }
  return [
    style.bad('  REFUSED'),
    ...refusals.flatMap((refusal) => labelled('', refusal, { ...measure, labelWidth: 2 })),
  ];
}

/** The objects as a tree, under how many there are. */
export function makesLines({ nodes, object }: CompositeStory, terminal: Terminal): readonly string[] {
  const { made, waiting } = counts(nodes);
  const title = made === 0 && waiting === 0 ? 'Makes nothing' : `Makes ${counted(made, 'object')}`;
  const late = waiting === 0 ? '' : `, ${waiting} more once what they wait for is there`;
  const isRemote = nodes.some(({ remote }) => remote !== undefined);
  const how = isRemote ? ', through provider-kubernetes' : '';
  return [terminal.style.strong(title) + how + late, ...treeLines(nodes, object.metadata.namespace, terminal)];
}

function planLines({ offers }: Summary, { width, style }: Terminal): readonly string[] {
  if (offers.length === 0) return [];
  const nameWidth = Math.max(...offers.map(({ accelerator }) => accelerator.length)) + 2;
  const lines = offers.flatMap(({ isChosen, accelerator, why }) => {
    const [first = '', ...rest] = labelled(`${isChosen ? '✓' : '✗'} ${accelerator}`, why, {
      indent: 2,
      labelWidth: nameWidth + 2,
      width,
    });
    return [isChosen ? style.good(first) : first, ...rest];
  });
  return [style.strong('Plan'), ...lines];
}

function conditionLines({ conditions }: Summary, { width, style }: Terminal): readonly string[] {
  if (conditions.length === 0) return [];
  const typeWidth = Math.max(...conditions.map(({ type }) => type.length));
  const lines = conditions.map(({ type, status, reason, message = '' }) => {
    const words = `  ${type.padEnd(typeWidth)}  ${status.padEnd(7)}  `;
    const mark = status === 'True' ? style.good : status === 'Unknown' ? style.waiting : (text: string) => text;
    const said = message === '' ? reason : `${reason}: ${message}`;
    const rest = shortened(wrapped(said, width - words.length), 3, width - words.length);
    return [mark(words) + (rest[0] ?? ''), ...rest.slice(1).map((line) => ' '.repeat(words.length) + line)];
  });
  return [style.strong('Conditions'), ...lines.flat()];
}

/** Warnings, but not the one that tells again why it is refused. */
function withoutRefusals(warnings: readonly string[], { refusals }: Summary): readonly string[] {
  return warnings.filter((warning) => !refusals.some((refusal) => warning.includes(refusal)));
}

function warningLines(warnings: readonly string[], { width, style }: Terminal): readonly string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.flatMap((warning) => labelled('!', warning, { indent: 2, labelWidth: 2, width }));
  return [style.strong('Warnings'), ...lines.map(style.waiting)];
}
