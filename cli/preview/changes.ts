import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../api/json.ts';
import { identity, referenceTo } from '../../simulator/object.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { isComposite } from '../sources/package.ts';
import { validate } from '../validate/validate.ts';
import { compositesIn } from './preview.ts';
import { clusterOf, play } from './simulate.ts';
import type { KubernetesObject, ObjectReference } from '../../simulator/object.ts';
import type { Settled } from '../../simulator/settle.ts';
import type { Sources } from '../sources/files.ts';
import type { SimulationPorts } from './simulate.ts';

/** What becomes of a run in training when its files change. */
export interface Changes {
  readonly from: string;
  readonly to: string;
  /** Why an API server would refuse the change; then nothing below happens. */
  readonly refusals: readonly string[];
  readonly objects: readonly ObjectChange[];
}

/** What becomes of one object. */
export type ObjectChange =
  | { readonly type: 'Created' | 'Deleted'; readonly object: ObjectReference }
  | { readonly type: 'Changed'; readonly object: ObjectReference; readonly fields: readonly FieldChange[] };

/** A field before and after; `undefined` where it is not there. */
export interface FieldChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Plays the old files until their run trains, then applies the new ones to the same cluster.
 *
 * A run that the new files no longer hold is deleted, and everything of it.
 */
export async function changes(old: Sources, next: Sources, ports: SimulationPorts): Promise<Changes> {
  compositesIn(old);
  compositesIn(next);
  const result = { from: old.title, to: next.title };
  const refusals = validate(next.files, old.files).flatMap(({ object, problems }) =>
    problems.map(({ field, message }) => `${object}: ${field === '' ? '' : `${field}: `}${message}`),
  );
  if (refusals.length > 0) return { ...result, refusals, objects: [] };

  const cluster = clusterOf(old.objects, [], ports);
  const before = appliedObjects(await play(cluster, providersInTraining, ports));
  const now = ports.start.toISOString();
  const names = new Set(next.objects.map((object) => identity(referenceTo(object))));
  for (const object of old.objects) {
    if (!names.has(identity(referenceTo(object)))) cluster.delete(referenceTo(object), now);
  }
  for (const object of next.objects) cluster.put(continued(object, cluster.get(referenceTo(object))), now);
  const after = appliedObjects(await play(cluster, providersInTraining, ports));
  return { ...result, refusals: [], objects: objectChanges(before, after) };
}

/** The new object in place of the stored one: the spec is new, what a cluster wrote beside it stays. */
function continued(object: KubernetesObject, stored: KubernetesObject | undefined): KubernetesObject {
  if (stored === undefined || !isComposite(object)) return object;
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  const storedSpec = isRecord(stored['spec']) ? stored['spec'] : {};
  return {
    ...object,
    metadata: { ...stored.metadata, ...object.metadata },
    spec: { ...spec, crossplane: storedSpec['crossplane'] },
    status: stored['status'],
  };
}

/** What composites applied in the last pass, by identity. */
function appliedObjects({ passes }: Settled): ReadonlyMap<string, KubernetesObject> {
  const last = passes.at(-1)?.reconciled ?? [];
  const objects = last.flatMap(({ result }) => result.composed.map(({ object }) => object));
  return new Map(objects.map((object) => [identity(referenceTo(object)), object]));
}

function objectChanges(
  before: ReadonlyMap<string, KubernetesObject>,
  after: ReadonlyMap<string, KubernetesObject>,
): readonly ObjectChange[] {
  const created = [...after].filter(([id]) => !before.has(id)).map(([, object]) => object);
  const deleted = [...before].filter(([id]) => !after.has(id)).map(([, object]) => object);
  const changed = [...after].flatMap(([id, object]): ObjectChange[] => {
    const old = before.get(id);
    const fields = old === undefined ? [] : fieldChanges('', old, object);
    return fields.length === 0 ? [] : [{ type: 'Changed', object: referenceTo(object), fields }];
  });
  return [
    ...deleted.map((object): ObjectChange => ({ type: 'Deleted', object: referenceTo(object) })),
    ...changed,
    ...created.map((object): ObjectChange => ({ type: 'Created', object: referenceTo(object) })),
  ];
}

function fieldChanges(path: string, before: unknown, after: unknown): readonly FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return names.flatMap((name) => fieldChanges(path === '' ? name : `${path}.${name}`, before[name], after[name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => fieldChanges(`${path}[${index}]`, item, after[index]));
  }
  return [{ path, before, after }];
}
