import { Capability } from '@crossplane-org/function-sdk-typescript';
import { keyOf, stringsAt } from './object.ts';
import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import type { Selector, Step } from './composition.ts';
import type { KubernetesObject } from './object.ts';

/** Calls a function by the name that the Composition gives it. Rejects where it cannot be reached. */
export type CallFunction = (name: string, request: RunFunctionRequest) => Promise<RunFunctionResponse>;

/** What core would find for a selector in its cluster: sorted by namespace and name. */
export type ReadObjects = (selector: Selector) => readonly KubernetesObject[];

/** The OpenAPI schema of a kind, or `undefined` where the API server has no such kind. */
export type ReadSchema = (apiVersion: string, kind: string) => Readonly<Record<string, unknown>> | undefined;

/** What core 2.3 says that it can do. */
const capabilities = [
  Capability.CAPABILITY_CAPABILITIES,
  Capability.CAPABILITY_REQUIRED_RESOURCES,
  Capability.CAPABILITY_CREDENTIALS,
  Capability.CAPABILITY_CONDITIONS,
  Capability.CAPABILITY_REQUIRED_SCHEMAS,
];

/** What a step's request is made from. */
export interface RequestSource {
  readonly xr: KubernetesObject;
  readonly observed: readonly KubernetesObject[];
  readonly desired: RunFunctionResponse['desired'];
  readonly context: RunFunctionRequest['context'];
  readonly read: ReadObjects;
  readonly readSchema: ReadSchema;
}

/**
 * The first request of a step, as core would send it; without the tag, which only core's own cache reads.
 *
 * Returns the reason where a Secret that the step names is not there.
 */
export function firstRequest(step: Step, source: RequestSource): RunFunctionRequest | string {
  const { xr, observed, desired, context, read, readSchema } = source;
  const credentials: RunFunctionRequest['credentials'] = {};
  for (const { name, secret } of step.credentials) {
    const [found] = read({ apiVersion: 'v1', kind: 'Secret', ...secret });
    if (found === undefined) {
      const what = `cannot get Composition pipeline step "${step.name}" credential "${name}" from Secret`;
      return `${what}: Secret "${secret.name}" not found`;
    }
    credentials[name] = { credentialData: { data: secretData(found) } };
  }
  return {
    meta: { tag: '', capabilities: [...capabilities] },
    observed: {
      composite: resource(xr),
      resources: Object.fromEntries(observed.map((object) => [keyOf(object), resource(object)])),
    },
    desired,
    input: step.input,
    context,
    extraResources: {},
    credentials,
    requiredResources: Object.fromEntries(
      step.requiredResources.map(({ requirement, selector }) => [requirement, resources(read(selector))]),
    ),
    requiredSchemas: Object.fromEntries(
      step.requiredSchemas.map(({ requirement, apiVersion, kind }) => [
        requirement,
        { openapiV3: readSchema(apiVersion, kind) },
      ]),
    ),
  };
}

/** Objects as a function receives them; an empty list says "looked, not found". */
export function resources(objects: readonly KubernetesObject[]): RunFunctionRequest['requiredResources'][string] {
  return { items: objects.map(resource) };
}

function resource(object: KubernetesObject) {
  return { resource: object, connectionDetails: {}, ready: 0 };
}

function secretData(secret: KubernetesObject): Record<string, Buffer> {
  const entries = Object.entries(stringsAt(secret, 'data'));
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}
