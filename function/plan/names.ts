import { createHash } from 'node:crypto';
import { isRecord } from '../../api/json.ts';

/** Kubernetes' limit of names that become DNS labels. */
const labelLength = 63;

/** JSON with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** SHA-256 of a value's canonical JSON, as `sha256:<hex>`. */
export function digest(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonical(value)).digest('hex')}`;
}

/** The first six hex digits of a digest: enough to tell apart the few objects of one run. */
export function shortHash(value: unknown): string {
  return digest(value).slice('sha256:'.length, 'sha256:'.length + 6);
}

/** `<run><suffix>` within `room` characters of a DNS label; a longer run name is cut and told apart by a hash. */
export function runName(run: string, suffix = '', room = labelLength): string {
  const dns = run.replaceAll('.', '-');
  if (dns === run && run.length + suffix.length <= room) return `${run}${suffix}`;
  const hash = `-${shortHash(run)}`;
  return `${dns.slice(0, room - suffix.length - hash.length).replace(/-+$/, '')}${hash}${suffix}`;
}

/**
 * Name of a role's Job. Kubernetes gives each pod the hostname `<job>-<index>`, which must fit a DNS label, and an index
 * may have three digits.
 */
export function jobName(run: string, role: string, identity: string): string {
  return runName(run, `-${role}-${identity}`, labelLength - '-999'.length);
}
