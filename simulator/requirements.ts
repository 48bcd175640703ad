import { Severity } from '@crossplane-org/function-sdk-typescript';
import { isDeepStrictEqual } from 'node:util';
import { resources } from './request.ts';
import type { Requirements, RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import type { Selector } from './composition.ts';
import type { CallFunction, ReadObjects, ReadSchema } from './request.ts';

/** How often core calls a function again because its requirements changed. */
const mostIterations = 5;

/** Where a function's requirements are answered from. */
export interface Answers {
  readonly call: CallFunction;
  readonly read: ReadObjects;
  readonly readSchema: ReadSchema;
}

/**
 * Calls a function until it asks for the same as before, each time with what it asked for.
 *
 * As in core, a fatal result ends the loop at once, `desired` starts afresh with each call and `context` is carried on.
 * Rejects where the requirements never settle.
 */
export async function callUntilAnswered(
  name: string,
  first: RunFunctionRequest,
  { call, read, readSchema }: Answers,
): Promise<RunFunctionResponse> {
  let request = first;
  let asked: Requirements | undefined;
  for (let iteration = 0; iteration <= mostIterations; iteration++) {
    const response = await call(name, request);
    if (response.results.some((result) => result.severity === Severity.SEVERITY_FATAL)) return response;
    if (isDeepStrictEqual(response.requirements, asked)) return response;
    asked = response.requirements;
    request = {
      ...request,
      extraResources: delivered(asked?.extraResources, read),
      requiredResources: { ...first.requiredResources, ...delivered(asked?.resources, read) },
      requiredSchemas: {
        ...first.requiredSchemas,
        ...Object.fromEntries(
          Object.entries(asked?.schemas ?? {}).map(([requirement, { apiVersion, kind }]) => [
            requirement,
            { openapiV3: readSchema(apiVersion, kind) },
          ]),
        ),
      },
      context: response.context,
    };
  }
  throw new Error(`requirements didn't stabilize after the maximum number of iterations (${mostIterations})`);
}

function delivered(selectors: Requirements['resources'] | undefined, read: ReadObjects) {
  const entries = Object.entries(selectors ?? {});
  return Object.fromEntries(entries.map(([requirement, wire]) => [requirement, resources(read(selectorOf(wire)))]));
}

function selectorOf({
  apiVersion,
  kind,
  namespace,
  matchName,
  matchLabels,
}: Requirements['resources'][string]): Selector {
  return { apiVersion, kind, namespace, name: matchName, labels: matchLabels?.labels };
}
