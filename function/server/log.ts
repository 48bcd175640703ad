import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * The log: one JSON object a line on standard output. The line that a parent process waits for is
 * `{"level":"info",…,"msg":"serving","address":"127.0.0.1:43211"}`, with the port that was bound.
 */
export function createLog(options: { readonly isDebug: boolean }): Logger {
  return pino(
    {
      level: options.isDebug ? 'debug' : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Synchronous: the last line before the process ends is the one that matters.
    pino.destination({ dest: 1, sync: true }),
  );
}

/** What identifies a request in the log: the request's tag, and the kind, namespace and name of its composite resource. */
export function requestFields(request: RunFunctionRequest): Record<string, unknown> {
  const xr: unknown = request.observed?.composite?.resource;
  const metadata = property(xr, 'metadata');
  return {
    tag: request.meta?.tag,
    kind: property(xr, 'kind'),
    namespace: property(metadata, 'namespace'),
    name: property(metadata, 'name'),
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
