import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { isRecord, numberAt, recordAt, stringAt } from '../api/json.ts';

/** What Crossplane asks, as far as the function reads it. */
export interface Request {
  readonly composite: Composite;
  /** Observed composed resources by composition resource name, without those that earlier steps of the pipeline desire. */
  readonly observed: ReadonlyMap<string, unknown>;
  /** Objects that were asked for by name: `undefined` when they were not delivered yet, empty when there are none. */
  readonly required: (name: string) => readonly unknown[] | undefined;
}

/** The composite resource, unparsed but for what every kind needs. */
export interface Composite {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly generation?: number;
  readonly spec: unknown;
  readonly status: unknown;
}

/** The request, or why it cannot be read at all. */
export function parseRequest(
  request: RunFunctionRequest,
): { readonly ok: true; readonly value: Request } | { readonly ok: false; readonly message: string } {
  const object: unknown = request.observed?.composite?.resource;
  if (!isRecord(object)) return { ok: false, message: 'cannot read the composite resource: the request has none' };
  const apiVersion = stringAt(object, 'apiVersion');
  const kind = stringAt(object, 'kind');
  const name = stringAt(object, 'metadata', 'name');
  const namespace = stringAt(object, 'metadata', 'namespace');
  if (apiVersion === undefined || kind === undefined || name === undefined) {
    return { ok: false, message: 'cannot read the composite resource: apiVersion, kind or metadata.name is missing' };
  }
  if (namespace === undefined)
    return {
      ok: false,
      message: `cannot read ${kind} ${name}: metadata.namespace is missing; crosstrain's kinds are namespaced`,
    };
  const generation = numberAt(object, 'metadata', 'generation');
  return {
    ok: true,
    value: {
      composite: {
        apiVersion,
        kind,
        name,
        namespace,
        ...(generation !== undefined && { generation }),
        spec: withoutCoreFields(object['spec']),
        status: recordAt(object, 'status'),
      },
      observed: ownObserved(request),
      required: requiredResources(request),
    },
  };
}

function ownObserved(request: RunFunctionRequest): Request['observed'] {
  const foreign = request.desired?.resources ?? {};
  const own = Object.entries(request.observed?.resources ?? {}).filter(([key]) => !Object.hasOwn(foreign, key));
  // Sorted: maps come off the wire in any order, and what is written into status by that order would change at each call.
  const sorted = own.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([key, { resource }]) => [key, resource]));
}

/** Resources that the function or its Composition asked for; cores before 2.0 call them extra resources. */
function requiredResources(request: RunFunctionRequest): Request['required'] {
  const delivered = { ...request.extraResources, ...request.requiredResources };
  return (name) =>
    Object.hasOwn(delivered, name) ? delivered[name]?.items.map(({ resource }) => resource) : undefined;
}

/** `spec.crossplane` is core's own: which Composition and revision compose the object. It says nothing about what is asked for. */
function withoutCoreFields(spec: unknown): unknown {
  if (!isRecord(spec)) return spec;
  const { crossplane: _crossplane, ...fields } = spec;
  return fields;
}
