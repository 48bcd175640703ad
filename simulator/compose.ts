import { Ready } from '@crossplane-org/function-sdk-typescript';
import { isRecord, stringAt } from '../api/json.ts';
import { compositeLabel, controllerOf, keyAnnotation, stringsAt } from './object.ts';
import { childName, isName } from './names.ts';
import type { State } from '@crossplane-org/function-sdk-typescript';
import type { Fields, KubernetesObject, OwnerReference } from './object.ts';
import type { Event } from './pipeline.ts';

/** A composed resource as core applies it. */
export interface Composed {
  readonly key: string;
  readonly object: KubernetesObject;
  /** What the function said; unsaid counts as not ready. */
  readonly isReady: boolean;
}

/** Whether a kind lives in namespaces. */
export type IsNamespaced = (apiVersion: string, kind: string) => boolean;

/** The desired resources as objects, by key, or why core would apply none of them. */
export function composedResources(
  desired: State | undefined,
  xr: KubernetesObject,
  observed: ReadonlyMap<string, KubernetesObject>,
  isNamespaced: IsNamespaced,
): { readonly composed: readonly Composed[]; readonly events: readonly Event[] } | { readonly failure: string } {
  const composed: Composed[] = [];
  const events: Event[] = [];
  const byKey = Object.entries(desired?.resources ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, { resource, ready }] of byKey) {
    const draft = draftOf(resource, observed.get(key));
    const problem = scopeProblem(draft, xr, key, isNamespaced) ?? controllerProblem(draft, xr, key);
    if (problem !== undefined) return { failure: problem };
    const overridden = namespaceOverridden(draft, xr, key);
    if (overridden !== undefined) events.push(overridden);
    const object = withCoreMetadata(draft, xr, key);
    if (!isName(object.metadata.name, object.apiVersion)) {
      const rule = 'Must be a valid RFC 1123 subdomain name.';
      return {
        failure: `cannot apply composed resource "${key}" because it has an invalid name "${object.metadata.name}". ${rule}`,
      };
    }
    composed.push({ key, object, isReady: ready === Ready.READY_TRUE });
  }
  return { composed, events };
}

/** A desired resource before core has named it. */
interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly generateName: string;
  readonly fields: Fields;
}

/** The desired resource under the name and namespace that it already has, where it was observed. */
function draftOf(resource: unknown, observed: KubernetesObject | undefined): Draft {
  const fields = isRecord(resource) ? resource : {};
  const named = observed ?? fields;
  return {
    apiVersion: stringAt(fields, 'apiVersion') ?? '',
    kind: stringAt(fields, 'kind') ?? '',
    namespace: stringAt(named, 'metadata', 'namespace') ?? '',
    name: stringAt(named, 'metadata', 'name') ?? '',
    generateName: stringAt(named, 'metadata', 'generateName') ?? '',
    fields,
  };
}

function scopeProblem(
  { apiVersion, kind, namespace, name }: Draft,
  xr: KubernetesObject,
  key: string,
  isNamespaced: IsNamespaced,
) {
  if (xr.metadata.namespace === undefined || namespace !== '' || isNamespaced(apiVersion, kind)) return undefined;
  return `cannot apply cluster scoped composed resource "${key}" (a ${kind} named ${name}) for a namespaced composite resource.`;
}

function controllerProblem({ fields, name }: Draft, xr: KubernetesObject, key: string): string | undefined {
  const controller = owners(fields).find((owner) => owner.controller === true);
  if (controller === undefined || controller.uid === xr.metadata.uid) return undefined;
  const whose = `${name} is already controlled by ${controller.kind} ${controller.name} (UID ${controller.uid})`;
  return `cannot render metadata for composed resource "${key}": cannot set controller reference: ${whose}`;
}

function namespaceOverridden({ namespace }: Draft, xr: KubernetesObject, key: string): Event | undefined {
  const own = xr.metadata.namespace;
  if (own === undefined || namespace === '' || namespace === own) return undefined;
  const message = `cannot create composed resource "${key}" in namespace "${namespace}", using XR namespace "${own}" instead`;
  return { type: 'Warning', reason: 'NamespaceOverridden', message };
}

function withCoreMetadata(draft: Draft, xr: KubernetesObject, key: string): KubernetesObject {
  const prefix = xr.metadata.labels?.[compositeLabel] ?? xr.metadata.name;
  const uid = xr.metadata.uid ?? '';
  const generateName = draft.generateName === '' && draft.name === '' ? `${prefix}-` : draft.generateName;
  const name = draft.name === '' ? childName(generateName, uid, key) : draft.name;
  const namespace = xr.metadata.namespace ?? draft.namespace;
  const {
    namespace: _,
    generateName: __,
    ...metadata
  } = isRecord(draft.fields['metadata']) ? draft.fields['metadata'] : {};
  return {
    ...draft.fields,
    apiVersion: draft.apiVersion,
    kind: draft.kind,
    metadata: {
      ...metadata,
      name,
      ...(generateName !== '' && { generateName }),
      ...(namespace !== '' && { namespace }),
      labels: { ...stringsAt(metadata, 'labels'), [compositeLabel]: prefix },
      annotations: { ...stringsAt(metadata, 'annotations'), [keyAnnotation]: key },
      ownerReferences: withController(owners(draft.fields), xr, uid),
    },
  };
}

function withController(
  existing: readonly OwnerReference[],
  xr: KubernetesObject,
  uid: string,
): readonly OwnerReference[] {
  const { apiVersion, kind } = xr;
  const own = { apiVersion, kind, name: xr.metadata.name, uid, controller: true, blockOwnerDeletion: true };
  return existing.some((owner) => owner.uid === uid)
    ? existing.map((owner) => (owner.uid === uid ? own : owner))
    : [...existing, own];
}

function owners(object: unknown): readonly OwnerReference[] {
  const metadata = isRecord(object) ? object['metadata'] : undefined;
  const references = isRecord(metadata) ? metadata['ownerReferences'] : undefined;
  return Array.isArray(references) ? references.filter(isOwner) : [];
}

function isOwner(value: unknown): value is OwnerReference {
  return typeof stringAt(value, 'uid') === 'string';
}

/** An observed object as core deletes it: without the label that says to whom it belonged. */
export function released(object: KubernetesObject): KubernetesObject {
  const { [compositeLabel]: _, ...labels } = object.metadata.labels ?? {};
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** The composite's references to what it composes, in core's order. */
export function resourceReferences(xr: KubernetesObject, composed: readonly Composed[]): readonly Fields[] {
  const references = composed.map(({ object: { apiVersion, kind, metadata } }) => ({
    apiVersion,
    kind,
    name: metadata.name,
    ...(xr.metadata.namespace === undefined && metadata.namespace !== undefined && { namespace: metadata.namespace }),
  }));
  const order = (reference: (typeof references)[number]) =>
    reference.apiVersion + reference.kind + reference.name + (reference.namespace ?? '');
  return references.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** What a composite observes of the objects that it refers to: its own and nobody's, by key. Throws for one without a key. */
export function observedByKey(
  xr: KubernetesObject,
  objects: readonly KubernetesObject[],
): ReadonlyMap<string, KubernetesObject> {
  const own = objects.filter((object) => {
    const controller = controllerOf(object);
    return controller === undefined || controller.uid === xr.metadata.uid;
  });
  return new Map(
    own.map((object) => {
      const key = object.metadata.annotations?.[keyAnnotation];
      if (key === undefined || key === '') {
        throw new Error(`encountered composed resource without required "${keyAnnotation}" annotation`);
      }
      return [key, object];
    }),
  );
}
