import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isComposite, compositions, definitions } from '../../cli/sources/package.ts';
import { readSources } from '../../cli/sources/files.ts';
import { runFunction } from '../../function/run-function.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { identity } from '../../simulator/object.ts';
import { settle } from '../../simulator/settle.ts';
import { apply, inventory, kubectl, remove } from './stand.ts';
import type { KubernetesObject, ObjectReference } from '../../simulator/object.ts';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));

/** The folders of examples/. */
export const exampleNames: readonly string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** One story of examples/. */
export interface Example {
  readonly composites: readonly KubernetesObject[];
  /** What must be there before: policy, code. */
  readonly others: readonly KubernetesObject[];
  readonly namespaces: readonly string[];
}

/** Reads the example in that folder. */
export function example(name: string): Example {
  const { objects } = readSources(`${folder}/${name}`);
  return {
    composites: objects.filter(isComposite),
    others: objects.filter((object) => !isComposite(object)),
    namespaces: [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))],
  };
}

/** What a composite of the example composes as long as nobody answers, by key. */
export async function composedAtFirst(
  { composites, others }: Example,
  reference: ObjectReference,
): Promise<ReadonlyMap<string, KubernetesObject>> {
  const now = () => '2026-01-01T00:00:00Z';
  const cluster = clusterWith(definitions);
  for (const object of [...others, ...composites]) cluster.put(object, now());
  const call = (_name: string, request: Parameters<typeof runFunction>[0]) => Promise.resolve(runFunction(request));
  const { passes } = await settle(cluster, { compositions, definitions, call, now, providers: {} });
  const own = passes.at(-1)?.reconciled.find(({ composite }) => identity(composite) === identity(reference));
  return new Map((own?.result.composed ?? []).map(({ key, object }) => [key, object]));
}

/** Makes what of the example's namespaces is not there, and all that must be before its composites. Returns what the cluster holds then. */
export async function staged({ others, namespaces }: Example): Promise<readonly string[]> {
  await apply(namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  if (others.length > 0) await apply(others);
  // What Kubernetes puts into every namespace comes a moment later, and is nobody's left-over.
  const usual = ['serviceaccount/default', 'configmap/kube-root-ca.crt'];
  for (const namespace of namespaces) {
    await kubectl(['wait', '--for=create', '--timeout=180s', ...usual, '--namespace', namespace]);
  }
  return inventory();
}

/** Takes away the example, but for its namespaces: each takes ten seconds to go, and the next story is in the same. */
export async function unstaged({ composites, others }: Example): Promise<void> {
  await remove([...composites, ...others]);
}
