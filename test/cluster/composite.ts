import { expect } from '@jest/globals';
import { listAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { keyOf, referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject, ObjectReference } from '../../simulator/object.ts';
import { eventually, inventory, listed, live } from './stand.ts';

/** How long the real control plane may take for anything, on a busy machine. */
const patienceSeconds = 180;

/** The composite once `is` holds for it; rejects after three minutes with its status as it is then. */
export async function composite(
  reference: ObjectReference,
  what: string,
  is: (object: KubernetesObject) => boolean,
): Promise<KubernetesObject> {
  let last: KubernetesObject | undefined;
  return eventually(`${reference.kind} ${reference.name} ${what}`, patienceSeconds, async () => {
    last = await live(reference);
    return last !== undefined && is(last) ? last : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; its status is ${JSON.stringify(last?.['status'])}`);
  });
}

/** Whether core composed everything that the function wants, without an objection. */
export function isSynced(object: KubernetesObject): boolean {
  return (
    conditionIn(object['status'], 'Synced')?.status === 'True' && stringAt(object, 'status', 'phase') !== undefined
  );
}

/** What a composite refers to. */
export function composedReferences(object: KubernetesObject): readonly ObjectReference[] {
  return listAt(object, 'spec', 'crossplane', 'resourceRefs').map((reference) => ({
    apiVersion: stringAt(reference, 'apiVersion') ?? '',
    kind: stringAt(reference, 'kind') ?? '',
    namespace: object.metadata.namespace,
    name: stringAt(reference, 'name') ?? '',
  }));
}

/** The objects that a composite refers to, by key. A reference to an object that is not there gives `undefined` under its name. */
export async function composedOf(object: KubernetesObject): Promise<ReadonlyMap<string, KubernetesObject | undefined>> {
  const composed = new Map<string, KubernetesObject | undefined>();
  for (const reference of composedReferences(object)) {
    const found = await live(reference);
    composed.set(found === undefined ? reference.name : keyOf(found), found);
  }
  return composed;
}

/**
 * The objects of a composite, once they are those that the simulator composes when nobody answers.
 *
 * Expects each to hold all that was composed: the API server adds defaults and must not have dropped or changed a field.
 */
export async function expectComposed(
  reference: ObjectReference,
  expected: ReadonlyMap<string, KubernetesObject>,
): Promise<void> {
  const keys = [...expected.keys()].sort();
  let composed: ReadonlyMap<string, KubernetesObject | undefined> = new Map();
  await composite(reference, `is composed of ${keys.join(', ')}`, isSynced);
  await eventually('all is there', patienceSeconds, async () => {
    const object = await live(reference);
    composed = object === undefined ? new Map() : await composedOf(object);
    return keys.every((key) => composed.get(key) !== undefined) ? composed : undefined;
  }).catch(() => undefined);
  expect([...composed.keys()].sort()).toEqual(keys);
  for (const [key, object] of expected) expect(composed.get(key)).toMatchObject(withoutServerFields(object));
}

function withoutServerFields({ metadata, ...object }: KubernetesObject) {
  const { ownerReferences: _, managedFields: __, uid: ___, generation: ____, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** The words of all Warning events about an object that is there, and not about one of its name before it. */
export async function warnings(object: KubernetesObject): Promise<readonly string[]> {
  const now = await live(referenceTo(object));
  const events = await listed('events', object.metadata.namespace ?? 'default');
  return events
    .filter((event) => stringAt(event, 'involvedObject', 'uid') === now?.metadata.uid)
    .filter((event) => stringAt(event, 'type') === 'Warning')
    .map((event) => `${stringAt(event, 'reason') ?? ''}: ${stringAt(event, 'message') ?? ''}`);
}

/**
 * What is there now and was not before, once that is nothing or the control plane has had its time.
 * @param counts the lines of the inventory in question; default: all
 */
export async function leftSince(
  before: readonly string[],
  counts: (line: string) => boolean = () => true,
): Promise<readonly string[]> {
  const known = new Set(before);
  let left: readonly string[] = [];
  await eventually('nothing is left', patienceSeconds, async () => {
    left = (await inventory()).filter((line) => !known.has(line) && counts(line));
    return left.length === 0 ? left : undefined;
  }).catch(() => undefined);
  return left;
}
