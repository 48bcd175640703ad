import { fitted } from '../terminal/text.ts';
import { icon } from './icons.ts';
import { escaped } from './markup.ts';
import { nameStart, widestLetter } from './layout.ts';
import type { Layout, PlacedEdge, PlacedNode, Point } from './layout.ts';

/** How much of its own size a graph keeps at least: what does not fit is scrolled to, since smaller words cannot be read. */
const leastScale = 0.85;

/** The graph as SVG. Its colours are the page's own variables, so that it is dark where the page is. */
export function drawing({ nodes, edges, captions, width, height }: Layout): string {
  return [
    `<svg class="graph" viewBox="0 0 ${round(width)} ${round(height)}" style="max-width:${round(width)}px;min-width:${round(width * leastScale)}px"`,
    ` role="img" aria-label="What makes what, and what waits for what">`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">',
    '<path d="M1 1 9 5 1 9" class="arrowhead"/></marker></defs>',
    ...captions.map(
      ({ x, text }) => `<text class="caption" x="${round(x)}" y="28" text-anchor="middle">${text}</text>`,
    ),
    // Lines first: nodes lie upon them.
    ...edges.map((edge) => line(edge, nodes)),
    ...nodes.map(shape),
    '</svg>',
  ].join('');
}

function line({ edge, points }: PlacedEdge, nodes: readonly PlacedNode[]): string {
  const isToJunction = nodes.find(({ node }) => node.id === edge.to)?.node.type === 'Junction';
  const marker = edge.type === 'Makes' || isToJunction ? '' : ' marker-end="url(#arrow)"';
  return `<path class="edge ${edge.type.toLowerCase()}" data-from="${edge.from}" data-to="${edge.to}" d="${curve(points)}"${marker}/>`;
}

/** A curve through the points that leaves and arrives level. */
function curve(points: readonly Point[]): string {
  const [start, ...others] = points;
  if (start === undefined) return '';
  let before = start;
  const parts = others.map((point) => {
    const bend = (point.x - before.x) / 2;
    const part = `C${at(before.x + bend, before.y)} ${at(point.x - bend, point.y)} ${at(point.x, point.y)}`;
    before = point;
    return part;
  });
  return `M${at(start.x, start.y)}${parts.join('')}`;
}

function shape(placed: PlacedNode): string {
  const { node, centre, width, height } = placed;
  const [left, top] = [round(centre.x - width / 2), round(centre.y - height / 2)];
  switch (node.type) {
    case 'Junction':
      return `<circle class="junction" data-id="${node.id}" cx="${round(centre.x)}" cy="${round(centre.y)}" r="5"/>`;
    case 'Fact': {
      const text = fitted(node.text, 40);
      return [
        `<g class="fact" data-id="${node.id}" transform="translate(${left} ${top})"><title>${escaped(node.text)}</title>`,
        `<rect width="${width}" height="${height}" rx="${height / 2}"/>`,
        `<text x="${width / 2}" y="21" text-anchor="middle">${escaped(text)}</text></g>`,
      ].join('');
    }
    case 'Object': {
      const { id, kind, name, group, state, note, waits } = node;
      const letters = Math.floor((width - nameStart - 8) / widestLetter);
      const hover = [`${kind} ${name}`, note, ...waits].filter((text) => text !== '').join('\n');
      const second =
        note === ''
          ? ''
          : `<tspan class="note"> · ${escaped(fitted(note, Math.max(4, Math.floor((width - 70) / 6.6) - kind.length - 3)))}</tspan>`;
      return [
        `<a class="node ${group.toLowerCase()} ${state.toLowerCase()}" data-id="${id}" href="#o-${id}" aria-label="${escaped(hover)}">`,
        `<g transform="translate(${left} ${top})"><title>${escaped(hover)}</title>`,
        `<rect class="box" width="${width}" height="${height}" rx="10"/>`,
        `<g class="badge" transform="translate(10 10)"><rect width="30" height="30" rx="8"/>${icon(kind)}</g>`,
        `<text x="${nameStart}" y="20" class="kind">${escaped(kind)}${second}</text>`,
        `<text x="${nameStart}" y="37" class="name">${escaped(fitted(name, letters))}</text>`,
        `<circle class="state" cx="${width - 12}" cy="12" r="4"/>`,
        '</g></a>',
      ].join('');
    }
  }
}

function at(x: number, y: number): string {
  return `${round(x)} ${round(y)} `;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
