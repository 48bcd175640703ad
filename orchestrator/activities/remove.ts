import { listAt, stringAt } from '../../api/json.ts';
import { group } from '../../api/names.ts';
import type { Deleted, Inventory, RunRequest } from '../contract/activities.ts';
import { marks } from '../contract/identity.ts';
import type { ObjectReference } from '../contract/training-run.ts';
import { isConflict, isForbidden, isNotFound } from '../kubernetes/failure.ts';
import type { Cluster, LiveObject } from '../kubernetes/cluster.ts';
import { find } from './apply.ts';
import { notYet } from './failure.ts';
import { sameObject } from './observe.ts';
import { waitingWords } from './readiness.ts';
import { retainedOf } from './training.ts';

/** How many warnings are told. */
const warningLimit = 10;

/** Lists what there is of the run, before anything of it is deleted: afterwards nobody knows what it was composed of. */
export async function takeInventory(cluster: Cluster, { run, execution }: RunRequest): Promise<Inventory> {
  const object = await find(cluster, run);
  const nothing = { present: false, foreign: false, composed: [], retained: [], reason: '', message: '', warnings: [] };
  if (object === undefined) return nothing;
  // Without a uid the apply was never heard of: the mark tells whether it was ours.
  const isOurs =
    run.uid === undefined
      ? stringAt(object, 'metadata', 'labels', marks.execution) === execution
      : sameObject(object, run);
  if (!isOurs) return { ...nothing, foreign: true };
  const uid = stringAt(object, 'metadata', 'uid');
  return {
    present: true,
    foreign: false,
    ...(uid !== undefined && { uid }),
    composed: await composedOf(cluster, object),
    retained: retainedOf(object),
    ...waitingWords(object),
    warnings: await warningsOf(cluster, run),
  };
}

/** Deletes the run; that it is gone already is as good. */
export async function deleteTraining(
  cluster: Cluster,
  { run }: { readonly run: ObjectReference & { readonly uid: string } },
): Promise<Deleted> {
  try {
    await cluster.delete(run);
    return { object: run, outcome: 'Deleted' };
  } catch (error) {
    if (isNotFound(error)) return { object: run, outcome: 'AlreadyGone' };
    // The uid is a precondition: what is there under that name now is somebody else's.
    if (isConflict(error)) return { object: run, outcome: 'Foreign' };
    throw error;
  }
}

/** Ends when none of the objects is there. */
export async function observeGone(
  cluster: Cluster,
  { objects }: { readonly objects: readonly ObjectReference[] },
): Promise<void> {
  for (const object of objects) {
    if (await isThere(cluster, object)) throw notYet(`${words(object)} is still there`);
  }
}

/** Those of the objects that are still there, or of which nobody can tell. */
export async function listLeftovers(
  cluster: Cluster,
  { objects }: { readonly objects: readonly ObjectReference[] },
): Promise<readonly string[]> {
  const left = [];
  for (const object of objects) {
    const there = await isThere(cluster, object).catch(() => 'unknown' as const);
    if (there !== false) left.push(there === 'unknown' ? `${words(object)} (cannot be seen)` : words(object));
  }
  return left;
}

async function isThere(cluster: Cluster, reference: ObjectReference): Promise<boolean> {
  const object = await find(cluster, reference);
  return object !== undefined && sameObject(object, reference);
}

/** What a composite is composed of, and what its composites are. Deeper than four no kind of ours nests. */
async function composedOf(cluster: Cluster, object: LiveObject, depth = 0): Promise<readonly ObjectReference[]> {
  const found: ObjectReference[] = [];
  for (const entry of listAt(object, 'spec', 'crossplane', 'resourceRefs')) {
    const reference = {
      apiVersion: stringAt(entry, 'apiVersion') ?? '',
      kind: stringAt(entry, 'kind') ?? '',
      namespace: stringAt(entry, 'namespace') ?? stringAt(object, 'metadata', 'namespace') ?? '',
      name: stringAt(entry, 'name') ?? '',
    };
    if (reference.name === '') continue;
    const composed = await findUnlessForbidden(cluster, reference);
    if (composed === undefined) continue;
    const uid = stringAt(composed, 'metadata', 'uid');
    found.push({ ...reference, ...(uid !== undefined && { uid }) });
    const isComposite = reference.apiVersion.startsWith(`${group}/`);
    if (isComposite && depth < 4) found.push(...(await composedOf(cluster, composed, depth + 1)));
  }
  return found;
}

/** The object; where it may not be looked at, one of which nothing is known, so that it is waited for and named. */
async function findUnlessForbidden(cluster: Cluster, reference: ObjectReference): Promise<LiveObject | undefined> {
  try {
    return await find(cluster, reference);
  } catch (error) {
    if (isForbidden(error)) return {};
    throw error;
  }
}

/** Warnings are evidence, no condition: that they cannot be read is told in their place. */
async function warningsOf(cluster: Cluster, run: ObjectReference): Promise<readonly string[]> {
  try {
    return (await cluster.events(run)).slice(-warningLimit);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function words({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace}/${name}`;
}
