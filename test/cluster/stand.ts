import { execFile } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { isRecord, listAt, recordAt } from '../../api/json.ts';
import { parseObject } from '../../simulator/object.ts';
import type { Fields, KubernetesObject, ObjectReference } from '../../simulator/object.ts';
import { listPath, pathOf, read, Refused, served } from './api.ts';
import type { Served } from './api.ts';
import { variable } from './environment.ts';

export { variable } from './environment.ts';

/** Runs kubectl as the stand's administrator; rejects with what it says on standard error. */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(variable('KUBECTL'), [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr === '' ? error.message : stderr.trim()));
    });
    // Whoever ends before it has read all of it says so by its exit code.
    child.stdin?.on('error', () => undefined).end(input ?? '');
  });
}

/** Applies objects as a user would; rejects with the API server's own words. */
export async function apply(objects: readonly Fields[], ...flags: readonly string[]): Promise<void> {
  await kubectl(['apply', '--filename', '-', ...flags], objects.map((object) => JSON.stringify(object)).join('\n'));
}

/** Deletes objects as a user would, and waits until they are gone. */
export async function remove(objects: readonly Fields[], ...flags: readonly string[]): Promise<void> {
  const input = objects.map((object) => JSON.stringify(object)).join('\n');
  await kubectl(['delete', '--ignore-not-found', '--timeout=180s', '--filename', '-', ...flags], input);
}

/** The object as it is now, or `undefined` where there is none. */
export async function live(reference: ObjectReference): Promise<KubernetesObject | undefined> {
  const path = await pathOf(reference);
  return read(path).then(objectIn, (error: unknown) => {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  });
}

/** All objects of a kind in a namespace, sorted by name. */
export async function listed(
  kind: string,
  namespace: string,
  ...flags: readonly string[]
): Promise<readonly KubernetesObject[]> {
  const list: unknown = JSON.parse(
    await kubectl(['get', kind, '--namespace', namespace, '--output', 'json', ...flags]),
  );
  return listAt(list, 'items').map(objectIn);
}

/** Where a run goes on for minutes beside all other tests, from the first to the last: what comes and goes there is budget.test.ts's alone. */
const besideAll = 'team-budget';

/** Every object of every kind that can be listed, but events and what is of the run beside all tests; one line each. Sorted. */
export async function inventory(): Promise<readonly string[]> {
  return (await everything()).map(({ line }) => line).sort();
}

/** As `inventory`, with each object's version: what was not written has the same lines. */
export async function versions(): Promise<readonly string[]> {
  // Whoever leads says so again and again.
  const all = (await everything()).filter(({ line }) => !line.startsWith('coordination.k8s.io/'));
  return all.map(({ line, version }) => `${line} ${version}`).sort();
}

async function everything(): Promise<readonly { readonly line: string; readonly version: string }[]> {
  const preferred = new Map<string, Served>();
  for (const one of await served()) {
    const key = `${one.apiVersion.split('/').slice(0, -1).join()} ${one.resource}`;
    // Component statuses are no objects: each look probes the components.
    const isListed = one.verbs.includes('list') && !['events', 'componentstatuses'].includes(one.resource);
    if (isListed && !preferred.has(key)) preferred.set(key, one);
  }
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const lists = await Promise.all(
    [...preferred.values()].map(async (one) => ({ one, list: await read(listPath(one), accept) })),
  );
  return lists.flatMap(({ one: { apiVersion, kind }, list }) =>
    listAt(list, 'items').flatMap((item) => {
      const { namespace = '<none>', name, resourceVersion } = recordAt(item, 'metadata');
      if (namespace === besideAll) return [];
      return [{ line: [apiVersion, kind, namespace, name].join(' '), version: String(resourceVersion) }];
    }),
  );
}

/** Asks again and again until `probe` gives something; rejects after `seconds`, with what was waited for and what was seen last. */
export async function eventually<T>(what: string, seconds: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await later(250);
  }
}

function objectIn(value: unknown): KubernetesObject {
  const object = isRecord(value) ? parseObject(value) : 'kubectl gave none';
  if (typeof object === 'string') throw new Error(`cannot read an object of the cluster: ${object}`);
  return object;
}
