import { Condition, Result, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { Severity, Status, Target } from '@crossplane-org/function-sdk-typescript';
import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { reasons } from '../../api/conditions.ts';
import { standingConditions } from '../response.ts';
import { decodeRequest } from './codec/decode-request.ts';
import { encodeResponse } from './codec/encode-response.ts';
import { MalformedMessage } from './codec/wire-reader.ts';
import { requestFields } from './log.ts';

/** The function: the same request gives the same response. What it throws becomes a FATAL result. */
export type RunFunction = (request: RunFunctionRequest) => RunFunctionResponse;

/** A call's outcome in bytes, or the gRPC status that refuses it. */
export type Answer =
  | { readonly kind: 'response'; readonly bytes: Buffer; readonly isFatal: boolean }
  | { readonly kind: 'refusal'; readonly code: status; readonly details: string };

/** Crossplane's client keeps gRPC's default limit (core's function_runner.go), whatever a function would send. */
const maxResponseBytes = 4 * 1024 * 1024;

/** Seconds after which Crossplane asks again after a fault of the function itself. */
const fatalTtlSeconds = 60;

/** Decodes, runs and encodes one call. Never throws: a fault becomes a FATAL result, at which Crossplane changes nothing. */
export function answer(bytes: Uint8Array, runFunction: RunFunction, log: Logger): Answer {
  let request: RunFunctionRequest;
  try {
    request = decodeRequest(bytes);
  } catch (error) {
    return undecodable(error);
  }
  const started = performance.now();
  const durationMs = () => Math.round((performance.now() - started) * 1000) / 1000;
  try {
    const response = encodeResponse(runFunction(request));
    if (response.length > maxResponseBytes) throw new Error(tooLarge(response.length));
    log.debug({ ...requestFields(request), durationMs: durationMs(), responseBytes: response.length }, 'ran');
    return { kind: 'response', bytes: response, isFatal: false };
  } catch (error) {
    // Objects are decoded when they are looked at.
    if (error instanceof MalformedMessage) return undecodable(error);
    log.error({ ...requestFields(request), durationMs: durationMs(), err: error }, 'the function failed');
    return { kind: 'response', bytes: encodeResponse(fatalResponse(request, error)), isFatal: true };
  }

  function undecodable(error: unknown): Answer {
    log.error({ err: error, requestBytes: bytes.length }, 'cannot decode the request');
    return {
      kind: 'refusal',
      code: status.INVALID_ARGUMENT,
      details: 'cannot decode the request: not a RunFunctionRequest',
    };
  }
}

function tooLarge(bytes: number): string {
  return `the response has ${bytes} bytes and Crossplane takes at most ${maxResponseBytes}`;
}

/**
 * Conditions go with a FATAL: Crossplane sets those that it does not get to Unknown. Desired state is left out, since
 * after a FATAL nothing of it is applied.
 */
function fatalResponse(request: RunFunctionRequest, error: unknown): RunFunctionResponse {
  const message = `cannot run function-crosstrain: ${error instanceof Error ? error.message : String(error)}; its log says more`;
  return RunFunctionResponse.fromPartial({
    meta: { tag: request.meta?.tag ?? '', ttl: { seconds: fatalTtlSeconds, nanos: 0 } },
    results: [Result.fromPartial({ severity: Severity.SEVERITY_FATAL, message, target: Target.TARGET_COMPOSITE })],
    conditions: [
      Condition.fromPartial({
        type: 'Accepted',
        status: Status.STATUS_CONDITION_UNKNOWN,
        reason: reasons.FunctionFailed,
        message,
        target: Target.TARGET_COMPOSITE,
      }),
      ...standingConditions(request, ['Accepted']),
    ],
  });
}
