import { stringify } from 'yaml';
import { presented } from '../preview/objects.ts';
import { summaryOf } from '../preview/run-summary.ts';
import { drawing } from './drawing.ts';
import { graphOf } from './graph.ts';
import { layoutOf } from './layout.ts';
import { escaped, highlightedYaml } from './markup.ts';
import { budgetPanel, conditionsPanel, costPanel, offersPanel, tiles, waitingPanel, warningsPanel } from './panels.ts';
import { script } from './script.ts';
import { stylesheet } from './stylesheet.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { CompositeStory } from '../preview/story.ts';
import type { Graph, GraphNode } from './graph.ts';

/** What a page shows. */
export interface PageContent {
  readonly title: string;
  readonly stories: readonly CompositeStory[];
  /** Objects that composites read, such as the policy. */
  readonly given: readonly KubernetesObject[];
  /** Whether the end of the simulation is shown. */
  readonly isSettled: boolean;
}

// Nothing is loaded from anywhere: the page must open offline, and from a mail, and tell nobody that it was opened.
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** A whole page in one file: the graph, what it costs, what waits, and every object's YAML behind its node. */
export function page({ title, stories, given, isSettled }: PageContent): string {
  const graph = graphOf(stories, given);
  const [first] = stories;
  const name = first === undefined ? 'crosstrain' : first.object.metadata.name;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(name)} · crosstrain preview</title>`,
    `<style>${stylesheet}</style></head><body>`,
    `<div class="bar"><span class="brand">crosstrain</span><span class="source">${escaped(title)}</span>`,
    `<span class="moment">${isSettled ? 'when all is done' : 'right after it is applied'}</span>`,
    '<button id="theme" type="button" aria-label="Switch between light and dark">◐</button></div>',
    '<main>',
    ...stories.map(headline),
    `<figure class="card canvas"><div class="scroll">${drawing(layoutOf(graph))}</div>${legend(graph)}</figure>`,
    `<div class="panels">${stories.map(panels).join('')}</div>`,
    '</main>',
    `<aside class="drawer" aria-label="The chosen object">${graph.nodes.map(sheet).join('')}</aside>`,
    '<footer>Drawn by crosstrain preview. Prices are list prices; egress and tax are not in them.</footer>',
    `<script>${script}</script></body></html>`,
    '',
  ].join('\n');
}

function headline({ object, nodes }: CompositeStory): string {
  const summary = summaryOf(object);
  const { kind, metadata } = object;
  const isRefused = summary.refusals.length > 0;
  return [
    '<header class="headline">',
    `<p class="eyebrow">${escaped(kind)} in ${escaped(metadata.namespace ?? 'the cluster')}</p>`,
    `<h1>${escaped(metadata.name)}<span class="phase${isRefused ? ' bad' : ''}">${escaped(summary.phase)}</span></h1>`,
    `<p class="shape">${escaped(summary.shape)}</p>`,
    ...summary.refusals.map((refusal) => `<p class="refusal">${escaped(refusal)}</p>`),
    tiles(summary, nodes),
    '</header>',
  ].join('');
}

function panels({ object, nodes, warnings }: CompositeStory): string {
  const summary = summaryOf(object);
  const first = [offersPanel(summary), budgetPanel(summary), waitingPanel(nodes), warningsPanel(warnings)].join('');
  return `<div class="stack">${first}</div><div class="stack">${costPanel(summary)}${conditionsPanel(summary)}</div>`;
}

const legendNames = {
  Composite: 'composite',
  Policy: 'policy',
  Access: 'who may what',
  Configuration: 'configuration',
  Storage: 'storage',
  Network: 'network',
  Compute: 'what runs',
  Other: 'other',
} as const;

function legend({ nodes }: Graph): string {
  const present = new Set(nodes.map((node) => (node.type === 'Object' ? node.group : undefined)));
  const groups = Object.entries(legendNames).filter(([group]) => [...present].some((one) => one === group));
  return [
    '<figcaption>',
    ...groups.map(([group, words]) => `<span class="${group.toLowerCase()}"><i class="swatch"></i>${words}</span>`),
    '<span><i class="wire gates"></i>must be there first</span>',
    '<span class="hint">Choose an object to see its YAML</span>',
    '</figcaption>',
  ].join('');
}

/** What stands in the drawer when a node is chosen. */
function sheet(node: GraphNode): string {
  if (node.type !== 'Object') return '';
  const yaml = node.object === undefined ? '# not made yet' : stringify(presented(node.object), { lineWidth: 0 });
  return [
    `<section class="sheet ${node.group.toLowerCase()}" id="o-${node.id}" tabindex="-1">`,
    `<a class="close" href="#" aria-label="Close">×</a>`,
    `<p class="eyebrow">${escaped(node.kind)}</p><h2>${escaped(node.name)}</h2>`,
    ...node.waits.map((wait) => `<p class="wait">${escaped(wait)}</p>`),
    `<pre>${highlightedYaml(yaml)}</pre></section>`,
  ].join('');
}
