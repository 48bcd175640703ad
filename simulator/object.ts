import { isRecord, listAt, recordAt } from '../api/json.ts';

/** A Kubernetes object, as an API server holds it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** The fields of `metadata` that the simulator reads or writes. */
export interface Metadata {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly [field: string]: unknown;
}

/** Who an object belongs to. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** What names one object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A plain JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The annotation that carries a composed resource's key: its identity for Crossplane. */
export const keyAnnotation = 'crossplane.io/composition-resource-name';

/** The label that carries the name of the outermost composite resource. */
export const compositeLabel = 'crossplane.io/composite';

/** The reference that names an object. */
export function referenceTo({ apiVersion, kind, metadata }: KubernetesObject): ObjectReference {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

/** An object's identity as one string: sortable, and equal only for the same object. */
export function identity({ apiVersion, kind, namespace, name }: ObjectReference): string {
  return [apiVersion, kind, namespace ?? '', name].join('|');
}

/** The composed resource key of an object; empty where it has none. */
export function keyOf(object: KubernetesObject): string {
  return object.metadata.annotations?.[keyAnnotation] ?? '';
}

/** The owner that controls an object, if any does. */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Who must agree before an object goes. */
export function finalizersOf({ metadata }: KubernetesObject): readonly string[] {
  return listAt(metadata, 'finalizers').filter((one) => typeof one === 'string');
}

/** Whether an object is to be deleted, and only its finalizers hold it. */
export function isGoing({ metadata }: KubernetesObject): boolean {
  return metadata['deletionTimestamp'] !== undefined;
}

/** The API group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/**
 * Reads an object from a YAML or JSON value.
 *
 * Returns a sentence that says what is wrong, without a leading "cannot …", where it is none.
 */
export function parseObject(value: unknown): KubernetesObject | string {
  if (!isRecord(value)) return 'it is not an object';
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '') return 'apiVersion is missing';
  if (typeof kind !== 'string' || kind === '') return 'kind is missing';
  if (!isRecord(metadata)) return 'metadata is missing';
  const { name } = metadata;
  if (typeof name !== 'string' || name === '') return 'metadata.name is missing';
  return { ...value, apiVersion, kind, metadata: { ...metadata, name } };
}

/** The map of strings at a path; other values are left out. */
export function stringsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const strings = Object.entries(recordAt(value, ...path)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(strings);
}
