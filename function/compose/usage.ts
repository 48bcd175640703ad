import type { Manifest } from '../graph/resource.ts';

/** An object as a Usage names it. */
export interface UsedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default the Usage's */
  readonly namespace?: string;
}

/** What a Usage says. */
export interface UsageInput {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly of: UsedObject;
  readonly by: Omit<UsedObject, 'namespace'>;
}

/**
 * Keeps one object until another is gone. Crossplane calls no function once a composite is being deleted, so what must
 * go in order is said here; by reference, since a selector binds only the first object that it finds.
 */
export function usage({ name, namespace, labels, of, by }: UsageInput): Manifest {
  return {
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: 'Usage',
    metadata: { name, namespace, labels },
    spec: {
      of: {
        apiVersion: of.apiVersion,
        kind: of.kind,
        resourceRef: { name: of.name, ...(of.namespace !== undefined && { namespace: of.namespace }) },
      },
      by: { apiVersion: by.apiVersion, kind: by.kind, resourceRef: { name: by.name } },
      replayDeletion: true,
    },
  };
}
