import { at, recordAt, stringAt } from '../../api/json.ts';

/** Group of provider-kubernetes' namespaced kinds. */
const group = 'kubernetes.m.crossplane.io/';

/** Whether an object is provider-kubernetes' `Object`, which stands for an object on another cluster. */
export function isRemoteObject(object: unknown): boolean {
  return stringAt(object, 'kind') === 'Object' && (stringAt(object, 'apiVersion')?.startsWith(group) ?? false);
}

/** The object itself, or, for an `Object`, what it stands for as last seen on the other cluster; `undefined` before it was. */
export function remoteOrSelf(object: unknown): unknown {
  if (!isRemoteObject(object)) return object;
  const manifest = at(object, 'status', 'atProvider', 'manifest');
  return Object.keys(recordAt(manifest)).length > 0 ? manifest : undefined;
}
