import { bothEnds, counted, fitted, table, wrapped } from '../terminal/text.ts';
import type { OfferRow } from '../function/offers.ts';
import type { Terminal } from '../terminal/style.ts';

/** What the table is of. */
export interface OffersView {
  /** Only this accelerator, with every shape; else shapes that are not allowed are counted, not listed. */
  readonly accelerator?: string;
  /** For the title: the policy's file, if there is one. */
  readonly policy?: string;
}

/** What could be bought, cheapest per accelerator first, and what could not, with why not. */
export function offersText(rows: readonly OfferRow[], { accelerator, policy }: OffersView, terminal: Terminal): string {
  const { width, style } = terminal;
  const wanted = rows.filter((row) => accelerator === undefined || row.accelerator === accelerator);
  const allowed = wanted.filter(({ isAllowed }) => isAllowed);
  const refused = wanted.filter(({ isAllowed }) => !isAllowed);
  const newest = rows.reduce((latest, { date }) => (date > latest ? date : latest), '');
  const under = policy === undefined ? 'without a policy: nothing may be bought' : `under ${policy}`;
  const [title = '', ...rest] = bothEnds(`crosstrain offers · ${under}`, `list prices of ${newest}`, width);
  return [
    style.strong(title),
    ...rest,
    '',
    ...allowedLines(allowed, terminal),
    ...(accelerator === undefined ? countedLines(refused, terminal) : listedLines(refused, terminal)),
  ].join('\n');
}

const heads = ['ACCELERATOR', 'CLOUD', 'REGION', 'INSTANCE TYPE', '$/HOUR', 'SPOT', 'EACH'];
const numbers = [4, 5, 6];

function allowedLines(rows: readonly OfferRow[], { style, width }: Terminal): readonly string[] {
  if (rows.length === 0) return ['Nothing is allowed', ''];
  const [head = '', ...lines] = table([heads, ...rows.map(cells)], numbers).map((line) => fitted(`  ${line}`, width));
  return [style.faint(head), ...lines.map((line) => style.good(`✓${line.slice(1)}`)), ''];
}

/** Refused shapes of one accelerator in full, under the reason that they share. */
function listedLines(rows: readonly OfferRow[], { width }: Terminal): readonly string[] {
  const reasons = [...new Set(rows.map(({ why }) => why))];
  return reasons.flatMap((reason) => {
    const lines = table(rows.filter(({ why }) => why === reason).map(cells), numbers);
    return [...wrapped(`Not allowed: ${reason}`, width), ...lines.map((line) => fitted(`✗ ${line}`, width)), ''];
  });
}

/** Refused shapes by accelerator: how many, from which price, and all the reasons why not. */
function countedLines(rows: readonly OfferRow[], { width }: Terminal): readonly string[] {
  if (rows.length === 0) return [];
  const names = [...new Set(rows.map(({ accelerator }) => accelerator))];
  const lines = names.map((name) => {
    const shapes = rows.filter(({ accelerator }) => accelerator === name);
    const prices = shapes.map(each).filter((price) => price !== undefined);
    const from = prices.length === 0 ? 'no price' : `from $${Math.min(...prices).toFixed(2)}`;
    const why = [...new Set(shapes.map((shape) => shape.why))].join('; ');
    return { columns: [name, counted(shapes.length, 'shape'), from], why };
  });
  const aligned = table(lines.map(({ columns }) => columns));
  const indent = Math.max(...aligned.map((line) => line.length)) + 4;
  return [
    'Not allowed',
    ...lines.flatMap(({ why }, index) => {
      const [first = '', ...rest] = wrapped(why, width - indent);
      const line = `✗ ${aligned[index] ?? ''}`.padEnd(indent);
      return [line + first, ...rest.map((text) => ' '.repeat(indent) + text)];
    }),
    '',
    'crosstrain offers ACCELERATOR lists every shape of one',
  ];
}

function cells(row: OfferRow): readonly string[] {
  const name = `${row.acceleratorCount}×${row.accelerator}`;
  return [name, row.cloud, row.region, row.instanceType, usd(row.usdPerHour), usd(row.spotUSDPerHour), usd(each(row))];
}

function each({ usdPerHour, acceleratorCount }: OfferRow): number | undefined {
  return usdPerHour === undefined ? undefined : usdPerHour / acceleratorCount;
}

function usd(amount: number | undefined): string {
  return amount === undefined ? '-' : amount.toFixed(2);
}
