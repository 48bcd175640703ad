import { readdirSync } from 'node:fs';
import { isComposite, compositions, definitions } from '../../cli/sources/package.ts';
import { readSources } from '../../cli/sources/files.ts';
import { runFunction } from '../../function/run-function.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { providers } from '../../simulator/providers/index.ts';
import { settle } from '../../simulator/settle.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

/** An object that core itself applies for a composite of an example: what is wrapped for another cluster is not one. */
export interface ComposedObject {
  readonly example: string;
  readonly key: string;
  readonly object: KubernetesObject;
}

/** All that is ever composed for the examples below `folder`, each played until nothing changes any more. */
export async function composedByExamples(folder: string): Promise<readonly ComposedObject[]> {
  const examples = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const composed: ComposedObject[] = [];
  for (const { name } of examples.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    composed.push(...(await composedBy(name, readSources(`${folder}/${name}`).objects)));
  }
  return composed;
}

async function composedBy(example: string, objects: readonly KubernetesObject[]): Promise<readonly ComposedObject[]> {
  if (!objects.some(isComposite)) throw new Error(`cannot play example ${example}: it has no composite resource`);
  const now = (pass: number) => new Date(Date.UTC(2026, 0, 1, 0, pass)).toISOString();
  const cluster = clusterWith(definitions);
  for (const object of objects) cluster.put(object, now(0));
  const { passes } = await settle(cluster, {
    compositions,
    definitions,
    call: (_name, request) => Promise.resolve(runFunction(request)),
    now,
    providers,
  });
  const results = passes.flatMap(({ reconciled }) => reconciled.map(({ result }) => result));
  const failure = results.find((result) => result.failure !== undefined)?.failure;
  if (failure !== undefined) throw new Error(`cannot play example ${example}: ${failure}`);
  return results.flatMap((result) => result.composed.map(({ key, object }) => ({ example, key, object })));
}
