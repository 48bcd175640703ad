import { digest } from '../names.ts';

/** A composite by name. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
}

/** Characters of a hash that tells apart what is cut to the same name. */
const hashLength = 8;

/**
 * The name that AWS knows something by, within its limit: `<namespace>-<name>-<hash><suffix>`.
 *
 * Namespace and name alone would not do: `a-b` in `c` and `b-c`'s `a` meet, and the provider takes over what has the
 * name already.
 */
export function awsName({ name, namespace }: Owner, suffix: string, limit: number): string {
  const hash = `-${digest({ name, namespace }).slice('sha256:'.length, 'sha256:'.length + hashLength)}`;
  const readable = `${namespace}-${name}`.replaceAll('.', '-');
  return `${readable.slice(0, limit - suffix.length - hash.length).replace(/-+$/, '')}${hash}${suffix}`;
}

/** Limits of names in characters. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
export const nameLimits = {
  role: 64,
  cluster: 100,
  nodeGroup: 63,
  bucket: 63,
  launchTemplate: 128,
  group: 255,
} as const;

/** The part of ARNs that tells AWS' public regions, those in China and those of the US government apart. */
export function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
