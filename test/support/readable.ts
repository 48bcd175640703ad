import { Ready, Severity, Status, type RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { recordAt } from '../../api/json.ts';

/** A whole response as a person reads it: numbers of the wire as words, what is always empty left out. */
export function readable(response: RunFunctionResponse): Readonly<Record<string, unknown>> {
  const { desired, requirements, results, conditions, context, meta } = response;
  const resources = Object.entries(desired?.resources ?? {});
  return {
    ready: Ready[desired?.composite?.ready ?? 0],
    ttlSeconds: meta?.ttl?.seconds,
    ...(Object.keys(context ?? {}).length > 0 && { context }),
    conditions: conditions.map(({ type, status, reason, message }) => ({
      type,
      status: Status[status],
      reason,
      message,
    })),
    results: results.map(({ severity, reason, message }) => ({ severity: Severity[severity], reason, message })),
    requirements: requirements?.resources ?? {},
    status: recordAt(desired?.composite?.resource, 'status'),
    resources: Object.fromEntries(
      resources.map(([key, { resource, ready }]) => [key, { ready: Ready[ready], manifest: resource }]),
    ),
  };
}
