import { isDeepStrictEqual } from 'node:util';
import { recordAt } from '../api/json.ts';
import { applied } from './apply.ts';
import { syntheticUid } from './names.ts';
import { finalizersOf, identity, isGoing, referenceTo } from './object.ts';
import type { Applier } from './apply.ts';
import type { Selector } from './composition.ts';
import type { KubernetesObject, ObjectReference } from './object.ts';

/**
 * The objects of one simulated cluster, and what an API server does to them: identity, generations, cascading deletion.
 *
 * It refuses nothing. `version` grows with every change and with nothing else.
 */
export class Cluster {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #admit: (object: KubernetesObject) => KubernetesObject;
  #version = 0;

  /** @param admit what becomes of an object on its way in: defaults, pruning. @default nothing */
  constructor(admit: (object: KubernetesObject) => KubernetesObject = (object) => object) {
    this.#admit = admit;
  }

  /** How often anything changed. */
  get version(): number {
    return this.#version;
  }

  /** All objects, in the order of their creation. */
  objects(): readonly KubernetesObject[] {
    return [...this.#objects.values()];
  }

  /** The object that a reference names. */
  get(reference: ObjectReference): KubernetesObject | undefined {
    return this.#objects.get(identity(reference));
  }

  /** What a selector finds, sorted by namespace and name, as core delivers it. */
  find({ apiVersion, kind, namespace, name, labels = {} }: Selector): readonly KubernetesObject[] {
    if (name !== undefined) {
      const found = this.get({ apiVersion, kind, namespace, name });
      return found === undefined ? [] : [found];
    }
    return this.objects()
      .filter((object) => object.apiVersion === apiVersion && object.kind === kind)
      .filter(({ metadata }) => namespace === undefined || namespace === '' || metadata.namespace === namespace)
      .filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value))
      .toSorted((a, b) => (path(a) < path(b) ? -1 : 1));
  }

  /** Creates or replaces an object as a user's `kubectl apply` would, its status included. */
  put(object: KubernetesObject, now: string): KubernetesObject {
    return this.#store(object, now);
  }

  /** Server-side apply with force. */
  apply(intent: KubernetesObject, applier: Applier): KubernetesObject {
    return this.#store(applied(this.get(referenceTo(intent)), intent, applier), applier.now);
  }

  /**
   * Deletes an object and, as the garbage collector would, all that it owns. What a finalizer holds is only marked: it goes
   * once that is taken away.
   */
  delete(reference: ObjectReference, now: string): void {
    const object = this.get(reference);
    if (object === undefined) return;
    if (finalizersOf(object).length > 0) {
      if (!isGoing(object)) this.#store({ ...object, metadata: { ...object.metadata, deletionTimestamp: now } }, now);
      return;
    }
    this.#objects.delete(identity(reference));
    this.#version++;
    const { uid } = object.metadata;
    for (const owned of this.objects()) {
      if (owned.metadata.ownerReferences?.some((owner) => owner.uid === uid)) this.delete(referenceTo(owned), now);
    }
  }

  /** Takes a finalizer away; what it alone held and is to be deleted, goes. */
  released(reference: ObjectReference, finalizer: string, now: string): void {
    const object = this.get(reference);
    if (object === undefined) return;
    const finalizers = finalizersOf(object).filter((one) => one !== finalizer);
    this.#store({ ...object, metadata: { ...object.metadata, finalizers } }, now);
    if (isGoing(object)) this.delete(reference, now);
  }

  #store(given: KubernetesObject, now: string): KubernetesObject {
    const object = this.#admit(given);
    const reference = referenceTo(object);
    const before = this.get(reference);
    const hasNewSpec = before === undefined || !isDeepStrictEqual(ownSpec(before), ownSpec(object));
    const generation = (before?.metadata.generation ?? 0) + (hasNewSpec ? 1 : 0);
    const stored: KubernetesObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? object.metadata.uid ?? syntheticUid(reference),
        creationTimestamp: before?.metadata['creationTimestamp'] ?? object.metadata['creationTimestamp'] ?? now,
        generation: before === undefined ? (object.metadata.generation ?? generation) : generation,
      },
    };
    if (isDeepStrictEqual(before, stored)) return stored;
    this.#objects.set(identity(reference), stored);
    this.#version++;
    return stored;
  }
}

/** The spec without core's corner: a generation here counts what people changed, not what core noted down. */
function ownSpec(object: KubernetesObject): unknown {
  const { crossplane: _, ...spec } = recordAt(object, 'spec');
  return spec;
}

function path({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
