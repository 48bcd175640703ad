import { createHash } from 'node:crypto';
import { groupOf } from './object.ts';
import type { ObjectReference } from './object.ts';

const longestName = 63;
const hashLength = 12;

/**
 * The name that core generates for a composed resource without one.
 *
 * It depends on the composite's uid and the key alone, so a resource that was deleted comes back under its old name.
 */
export function childName(parent: string, parentUid: string, key: string): string {
  const hash = sha256(parentUid + key).slice(0, hashLength);
  const room = longestName - hashLength;
  const prefix = parent === '' || parent.endsWith('-') ? parent : `${parent}-`;
  if (prefix.length <= room) return prefix + hash;
  const cut = prefix.slice(0, room);
  return (cut.endsWith('-') ? cut : `${cut.slice(0, -1)}-`) + hash;
}

/**
 * A uid for an object that was never in an API server: the one that core's render engine gives.
 *
 * A version 5 UUID in the nil namespace, of the kind, namespace and name; the same object always gets the same.
 */
export function syntheticUid({ apiVersion, kind, namespace, name }: ObjectReference): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const named = `${groupOf(apiVersion)}/${version}, Kind=${kind}\0${namespace ?? ''}\0${name}`;
  const bytes = createHash('sha1').update(Buffer.alloc(16)).update(named).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The field manager under which core applies the composed resources of one composite. */
export function fieldManager({ apiVersion, kind, name }: ObjectReference): string {
  const group = groupOf(apiVersion);
  return `apiextensions.crossplane.io/composed/${sha256(name + (group === '' ? kind : `${kind}.${group}`))}`;
}

/** Whether an API server would take the name: an RFC 1123 subdomain; RBAC kinds may hold colons too. */
export function isName(name: string, apiVersion: string): boolean {
  const checked = groupOf(apiVersion) === 'rbac.authorization.k8s.io' ? name.replaceAll(':', '') : name;
  return checked.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(checked);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
