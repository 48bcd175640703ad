import { beforeAll, expect, jest, test } from '@jest/globals';
import { graphOf } from '../../../cli/picture/graph.ts';
import { layoutOf } from '../../../cli/picture/layout.ts';
import { page } from '../../../cli/picture/page.ts';
import { preview } from '../../../cli/preview/preview.ts';
import { example, ports } from '../preview/ports.ts';
import type { GraphNode } from '../../../cli/picture/graph.ts';
import type { Preview } from '../../../cli/preview/preview.ts';

jest.setTimeout(120_000);

const examples = ['first-run', 'parameter-server', 'remote-cluster'];
const results = new Map<string, Preview>();
beforeAll(async () => {
  for (const name of [...examples, 'dedicated-cluster']) {
    results.set(name, await preview(example(name), {}, ports));
  }
});
const shown = (name: string): Preview => {
  const result = results.get(name);
  if (result === undefined) throw new Error(`no preview of ${name}`);
  return result;
};

/** Elements that HTML closes by itself. */
const empty = new Set(['meta', 'br']);

/** Every element that is opened and not closed where it must be. */
function unbalanced(html: string): readonly string[] {
  const content = html.replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, '').replace('<!doctype html>', '');
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, closes, name = ''] of content.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*)?>/g)) {
    if (tag.endsWith('/>') || empty.has(name)) continue;
    if (closes === '') open.push(name);
    else if (open.pop() !== name) wrong.push(tag);
  }
  return [...wrong, ...open];
}

test.each(examples)('the page of %s is well formed, in one file, and loads nothing', (name) => {
  const html = page(shown(name));
  expect(unbalanced(html)).toEqual([]);
  expect(html.match(/\b(src|href)="(?!#)[^"]*"/g)).toBeNull();
  expect(html.match(/url\((?!#)|@import|https?:\/\/(?!www\.w3\.org)[^\s<"]*\.(?:js|css|png|woff2?)/g)).toBeNull();
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...html.matchAll(/ href="#(o-[^"]+)"/g)].map(([, id]) => id);
  expect(links.filter((id) => !ids.includes(id))).toEqual([]);
});

test('a graph too large for the page keeps a size that can be read, and a price shows what it consists of', () => {
  const html = page(shown('dedicated-cluster'));
  const [, most, least] = /max-width:([\d.]+)px;min-width:([\d.]+)px/.exec(html) ?? [];
  expect(Number(most)).toBeGreaterThan(2000);
  expect(Number(least) / Number(most)).toBeGreaterThan(0.8);
  const costs = /<ul class="costs">(.*?)<\/ul>/.exec(html)?.[1] ?? '';
  expect(costs).toContain('<li><b>NAT gateway</b><em>$0.0450</em></li>');
  expect(page(shown('first-run'))).not.toContain('class="costs"');
});

test('an unbalanced page would be found', () => {
  expect(unbalanced('<p><b>x</p>')).toEqual(['</p>', 'p']);
});

test('what the first run makes, and what waits for what', () => {
  const { stories, given } = shown('first-run');
  const { nodes, edges } = graphOf(stories, given);
  const name = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const lines = edges.map(({ from, to, type }) => `${name.get(from)} ${type} ${name.get(to)}`);
  expect(lines.toSorted()).toEqual([
    'ConfigMap digits-progress Gates Junction',
    'EnvironmentConfig crosstrain-policy Reads TrainingRun digits',
    'Junction Gates Job digits-worker-3080e5',
    'NetworkPolicy digits Gates Junction',
    'PodDisruptionBudget digits Gates Junction',
    'Role digits-progress Gates RoleBinding digits-progress',
    'RoleBinding digits-progress Gates Junction',
    'Service digits Gates Junction',
    'ServiceAccount digits-worker Gates Junction',
    'TrainingRun digits Makes ConfigMap digits-progress',
    'TrainingRun digits Makes NetworkPolicy digits',
    'TrainingRun digits Makes PodDisruptionBudget digits',
    'TrainingRun digits Makes Role digits-progress',
    'TrainingRun digits Makes Service digits',
    'TrainingRun digits Makes ServiceAccount digits-worker',
  ]);
});

function nameOf(node: GraphNode): string {
  switch (node.type) {
    case 'Object':
      return `${node.kind} ${node.name}`;
    case 'Fact':
      return node.text;
    case 'Junction':
      return 'Junction';
  }
}

test.each(examples)('nothing of %s overlaps or lies outside, and lines run from left to right', (name) => {
  const { stories, given } = shown(name);
  const { nodes, edges, width, height } = layoutOf(graphOf(stories, given));
  const boxes = nodes.map(({ node, centre, ...size }) => ({
    id: node.id,
    left: centre.x - size.width / 2,
    right: centre.x + size.width / 2,
    top: centre.y - size.height / 2,
    bottom: centre.y + size.height / 2,
  }));
  expect(
    boxes.filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height),
  ).toEqual([]);
  const overlaps = boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => [a.id, b.id]),
  );
  expect(overlaps).toEqual([]);
  const backwards = edges.filter(({ points }) => points.some((point, index) => point.x < (points[index - 1]?.x ?? 0)));
  expect(backwards).toEqual([]);
});
