import { counts } from '../preview/story.ts';
import { waitSentences } from '../preview/tree.ts';
import { counted } from '../terminal/text.ts';
import { escaped } from './markup.ts';
import type { Summary } from '../preview/run-summary.ts';
import type { ObjectNode } from '../preview/story.ts';

/** The few figures that people ask for first. */
export function tiles({ runsOn, price, stops, spent, pricesDate }: Summary, nodes: readonly ObjectNode[]): string {
  const { made, waiting } = counts(nodes);
  const later = nodes.filter(({ waitsFor }) => waitsFor.length > 0).length;
  const all: readonly (readonly [string, string, string])[] = [
    ['makes', counted(made, 'object'), madeNote(waiting, later)],
    ...(runsOn === undefined ? [] : [['runs on', capitalised(runsOn), ''] as const]),
    ...(price === undefined ? [] : [['costs', ...splitPrice(price, pricesDate)] as const]),
    ...(stops === undefined ? [] : [['stops', ...splitStops(stops)] as const]),
    ...(spent === undefined ? [] : [['spent', spent, ''] as const]),
  ];
  const tile = ([label, value, note]: readonly [string, string, string]) =>
    `<div class="tile"><dt>${label}</dt><dd>${escaped(value)}${note === '' ? '' : `<small>${escaped(note)}</small>`}</dd></div>`;
  return `<dl class="tiles">${all.map(tile).join('')}</dl>`;
}

function madeNote(waiting: number, later: number): string {
  if (waiting > 0) return `${waiting} more once what they wait for is there`;
  return later === 0 ? 'all at once' : `${later} of them later`;
}

/** `$0.80 per hour, list price of AWS us-east-1` in two parts. */
function splitPrice(price: string, pricesDate: string | undefined): readonly [string, string] {
  const [amount = price, ...source] = price.split(', ');
  const date = pricesDate === undefined ? [] : [pricesDate];
  return [amount, [...source, ...date].join(', ')];
}

function splitStops(stops: string): readonly [string, string] {
  const [after = stops, ...why] = stops.split(', ');
  return [after, why.join(', ')];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was chosen and what lost, with why. */
export function offersPanel({ offers }: Summary): string {
  if (offers.length === 0) return '';
  const rows = offers.map(
    ({ isChosen, accelerator, why }) =>
      `<li class="${isChosen ? 'chosen' : 'lost'}"><b>${escaped(accelerator)}</b><span>${escaped(why)}</span></li>`,
  );
  return panel('Plan', `<ul class="offers">${rows.join('')}</ul>`);
}

/** How much of the budget is spent. */
export function budgetPanel({ budget }: Summary): string {
  if (budget === undefined) return '';
  const { spentUSD, capUSD } = budget;
  const share = capUSD > 0 ? Math.min(100, (spentUSD / capUSD) * 100) : 0;
  return panel(
    'Budget',
    `<div class="meter"><i style="width:${share.toFixed(1)}%"></i></div>` +
      `<p class="ends"><span>$${spentUSD.toFixed(2)} spent</span><span>$${capUSD.toFixed(2)} at most</span></p>`,
  );
}

/** What an hour costs, part by part. */
export function costPanel({ costs }: Summary): string {
  if (costs.length === 0) return '';
  const rows = costs.map(({ what, usdPerHour }) => `<li><b>${escaped(what)}</b><em>$${escaped(usdPerHour)}</em></li>`);
  return panel('Costs an hour', `<ul class="costs">${rows.join('')}</ul>`);
}

/** What is not made at once, and what it waits for. */
export function waitingPanel(nodes: readonly ObjectNode[]): string {
  const rows = waitingRows(nodes);
  return rows.length === 0 ? '' : panel('Waits', `<ul class="waits">${rows.join('')}</ul>`);
}

function waitingRows(nodes: readonly ObjectNode[]): readonly string[] {
  return nodes.flatMap((node) => {
    const shown = node.remote ?? node.object;
    const name = shown === undefined ? node.key : `${shown.kind} ${shown.metadata.name}`;
    const sentences = waitSentences(node, nodes, 'everything before it').map(escaped).join('<br>');
    const row = sentences === '' ? [] : [`<li><b>${escaped(name)}</b><span>${sentences}</span></li>`];
    return [...row, ...waitingRows(node.children)];
  });
}

/** The conditions as they stand. */
export function conditionsPanel({ conditions }: Summary): string {
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    ({ type, status, reason, message = '' }) =>
      `<li class="${status.toLowerCase()}"><b>${escaped(type)}</b><em>${escaped(reason)}</em>` +
      `${message === '' ? '' : `<span>${escaped(message)}</span>`}</li>`,
  );
  return panel('Conditions', `<ul class="conditions">${rows.join('')}</ul>`);
}

/** What core or the function warn of. */
export function warningsPanel(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  return panel(
    'Warnings',
    `<ul class="waits">${warnings.map((text) => `<li><span>${escaped(text)}</span></li>`).join('')}</ul>`,
  );
}

function panel(title: string, content: string): string {
  return `<section class="card panel"><h3>${title}</h3>${content}</section>`;
}
