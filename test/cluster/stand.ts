import { execFile } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { isRecord, listAt } from '../../api/json.ts';
import { parseObject } from '../../simulator/object.ts';
import type { Fields, KubernetesObject, ObjectReference } from '../../simulator/object.ts';

/** Runs kubectl as the stand's administrator; rejects with what it says on standard error. */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(variable('KUBECTL'), [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr === '' ? error.message : stderr.trim()));
    });
    child.stdin?.end(input ?? '');
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
  const text = await kubectl([
    'get',
    resource(reference),
    reference.name,
    ...inNamespace(reference),
    '--ignore-not-found',
    '--output',
    'json',
  ]);
  return text === '' ? undefined : objectIn(JSON.parse(text));
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

/** Every object of every kind that can be listed, but events; one line each. Sorted. */
export async function inventory(): Promise<readonly string[]> {
  const kinds = (await kubectl(['api-resources', '--verbs=list', '--output', 'name'])).trim().split('\n');
  const wanted = kinds.filter((kind) => !/^events(\.|$)/.test(kind)).join(',');
  const columns = 'custom-columns=A:.apiVersion,K:.kind,S:.metadata.namespace,N:.metadata.name';
  const text = await kubectl(['get', wanted, '--all-namespaces', '--no-headers', '--output', columns]);
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).join(' '))
    .sort();
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

/** A variable of the environment that run.sh sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`cannot find ${name} in the environment: start these tests with test/cluster/run.sh`);
  return value;
}

/** The kind as kubectl tells kinds of the same name apart: `jobs.v1.batch`. */
function resource({ apiVersion, kind }: ObjectReference): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return group === '' ? kind : `${kind}.${version}.${group}`;
}

function inNamespace({ namespace }: ObjectReference): readonly string[] {
  return namespace === undefined ? [] : ['--namespace', namespace];
}

function objectIn(value: unknown): KubernetesObject {
  const object = isRecord(value) ? parseObject(value) : 'kubectl gave none';
  if (typeof object === 'string') throw new Error(`cannot read an object of the cluster: ${object}`);
  return object;
}
