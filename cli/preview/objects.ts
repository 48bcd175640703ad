import { stringify } from 'yaml';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Settled } from '../../simulator/settle.ts';
import type { CompositeStory, ObjectNode } from './story.ts';

/** What only an API server writes, and what nobody would want to apply. */
const serverMetadata = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields']);

/** The composites as they stand and everything that is applied for them, as one stream of YAML documents. */
export function objectsYaml(stories: readonly CompositeStory[], settled: Settled): string {
  const documents = objectsOf(stories, settled).map((object) => stringify(object, { lineWidth: 0 }));
  const waiting = stories.flatMap(({ nodes }) => notMade(nodes)).map((line) => `# ${line}\n`);
  return [...documents, ...(waiting.length === 0 ? [] : [waiting.join('')])].join('---\n');
}

/** The same as one Kubernetes List. */
export function objectsJson(stories: readonly CompositeStory[], settled: Settled): string {
  const list = { apiVersion: 'v1', kind: 'List', items: objectsOf(stories, settled) };
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** What the last pass of the simulation applied, composites first; nested ones among their siblings. */
function objectsOf(stories: readonly CompositeStory[], { passes }: Settled): readonly KubernetesObject[] {
  const last = passes.at(-1)?.reconciled ?? [];
  const applied = last.flatMap(({ result }) => result.composed.map(({ object }) => object));
  return [...stories.map(({ object }) => object), ...applied].map(presented);
}

/** An object as people want to see it: without what only an API server writes. */
export function presented(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata, ...fields } = object;
  const kept = Object.entries(metadata).filter(([name]) => !serverMetadata.has(name));
  return { apiVersion, kind, metadata: { name: metadata.name, ...Object.fromEntries(kept) }, ...fields };
}

function notMade(nodes: readonly ObjectNode[]): readonly string[] {
  return nodes.flatMap(({ key, object, waitsFor, children }) => [
    ...(object === undefined ? [`not made: ${key} waits until ${waitsFor.join(', ')}`] : []),
    ...notMade(children),
  ]);
}
