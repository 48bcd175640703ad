import type { Resource } from './resource.ts';

/**
 * The resources, each after all that it needs; otherwise in the order given.
 *
 * Throws where needs form a circle or name a resource that is not in the graph: both are defects of a composer, so
 * they fail the build, not a run.
 */
export function inOrder(resources: readonly Resource[]): readonly Resource[] {
  const byKey = new Map(resources.map((resource) => [resource.key, resource]));
  if (byKey.size !== resources.length) throw new Error(`cannot order resources: a key is used twice`);
  const done = new Set<string>();
  const ordered: Resource[] = [];

  const visit = (resource: Resource, path: readonly string[]): void => {
    if (done.has(resource.key)) return;
    if (path.includes(resource.key)) throw new Error(`cannot order resources: ${[...path, resource.key].join(' → ')}`);
    for (const key of neededKeys(resource)) {
      const needed = byKey.get(key);
      if (!needed) throw new Error(`cannot order resources: ${resource.key} needs ${key}, which is not composed`);
      visit(needed, [...path, resource.key]);
    }
    done.add(resource.key);
    ordered.push(resource);
  };

  for (const resource of resources) visit(resource, []);
  return ordered;
}

/** Keys of the graph's own resources that must exist first. */
function neededKeys(resource: Resource): readonly string[] {
  return resource.needs.flatMap((need) => (need.type === 'Observed' || need.type === 'Ready' ? [need.key] : []));
}
