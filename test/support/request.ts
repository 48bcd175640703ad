import type { Resource, RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { recordAt } from '../../api/json.ts';

/** What a request is made of; all but the composite may be left out. */
export interface RequestParts {
  readonly composite: unknown;
  /** Observed composed objects by composition resource name. */
  readonly observed?: Readonly<Record<string, unknown>>;
  /** What was asked for, by requirement name; `undefined` stays undelivered. */
  readonly required?: Readonly<Record<string, readonly unknown[]>>;
  readonly desired?: RunFunctionRequest['desired'];
  readonly context?: RunFunctionRequest['context'];
}

/** A request as Crossplane sends it. */
export function requestOf({ composite, observed = {}, required = {}, desired, context }: RequestParts) {
  const request: RunFunctionRequest = {
    meta: { tag: 'a-tag', capabilities: [] },
    observed: {
      composite: composite === undefined ? undefined : resource(composite),
      resources: mapped(observed, resource),
    },
    desired: desired ?? { composite: undefined, resources: {} },
    input: undefined,
    context: context ?? {},
    extraResources: {},
    credentials: {},
    requiredResources: mapped(required, (items) => ({ items: items.map(resource) })),
    requiredSchemas: {},
  };
  return request;
}

function resource(object: unknown): Resource {
  return { resource: recordAt(object), connectionDetails: {}, ready: 0 };
}

function mapped<From, To>(entries: Readonly<Record<string, From>>, change: (from: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]));
}
