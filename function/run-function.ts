import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { group } from '../api/names.ts';
import { kinds } from './kinds/kinds.ts';
import { parseRequest } from './request.ts';
import { fatal, respond } from './response.ts';

/** Answers one call of Crossplane: a pure function of the request, byte for byte. */
export function runFunction(request: RunFunctionRequest): RunFunctionResponse {
  const parsed = parseRequest(request);
  if (!parsed.ok) return unreadable(request, parsed.message);
  const { composite } = parsed.value;
  const answer =
    Object.hasOwn(kinds, composite.kind) && composite.apiVersion.startsWith(`${group}/`)
      ? kinds[composite.kind]
      : undefined;
  if (!answer) {
    return unreadable(
      request,
      `cannot compose ${composite.apiVersion} ${composite.kind}: known kinds are ${Object.keys(kinds).join(', ')}`,
    );
  }
  const result = answer(parsed.value);
  if ('fatal' in result) return unreadable(request, result.fatal);
  const taken = result.desired.find(({ key }) => Object.hasOwn(request.desired?.resources ?? {}, key));
  return taken
    ? unreadable(
        request,
        `cannot compose ${taken.key}: an earlier step of the pipeline desires a resource of that name`,
      )
    : respond(request, result);
}

function unreadable(request: RunFunctionRequest, message: string): RunFunctionResponse {
  return fatal(request, message, [{ type: 'Accepted', status: 'Unknown', reason: 'UnreadableResource', message }]);
}
