import { Severity, Status } from '@crossplane-org/function-sdk-typescript';
import { callUntilAnswered } from './requirements.ts';
import { firstRequest } from './request.ts';
import type { RunFunctionResponse, State } from '@crossplane-org/function-sdk-typescript';
import type { Composition } from './composition.ts';
import type { Condition } from './conditions.ts';
import type { KubernetesObject } from './object.ts';
import type { Answers } from './requirements.ts';

/** An event that core would record on the composite. */
export interface Event {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What a Composition's functions said, taken together. */
export interface PipelineResult {
  readonly desired: State | undefined;
  /** In the functions' order; not yet filtered of core's own types. */
  readonly conditions: readonly Condition[];
  readonly events: readonly Event[];
  /** Seconds until core asks again: the shortest that a function named; 0 means not by time. */
  readonly ttlSeconds: number;
  /** Why the pipeline stopped: a fatal result, or a function that could not be called. */
  readonly failure?: string;
}

/** What a pipeline leaves behind that did not run. */
export const nothing: PipelineResult = { desired: undefined, conditions: [], events: [], ttlSeconds: 0 };

/** The reason of events for which nobody gave one. */
export const composeReason = 'ComposeResources';

/** Runs the steps in order, each with what the one before desired. */
export async function runPipeline(
  composition: Composition,
  state: { readonly xr: KubernetesObject; readonly observed: readonly KubernetesObject[]; readonly now: string },
  answers: Answers,
): Promise<PipelineResult> {
  let desired: State | undefined = { composite: undefined, resources: {} };
  let context: RunFunctionResponse['context'] = {};
  let ttlSeconds = 0;
  const conditions: Condition[] = [];
  const events: Event[] = [];

  for (const step of composition.pipeline) {
    const request = firstRequest(step, { ...state, ...answers, desired, context });
    if (typeof request === 'string') return { ...nothing, failure: request };
    let response: RunFunctionResponse;
    try {
      response = await callUntilAnswered(step.functionName, request, answers);
    } catch (error) {
      return { ...nothing, failure: `cannot run Composition pipeline step "${step.name}": ${messageOf(error)}` };
    }
    desired = response.desired;
    context = response.context;
    ttlSeconds = shorter(ttlSeconds, secondsOf(response));
    conditions.push(...response.conditions.map((condition) => conditionFrom(condition, state.now)));
    for (const result of response.results) {
      if (result.severity === Severity.SEVERITY_FATAL) {
        const failure = `pipeline step "${step.name}" returned a fatal result: ${result.message}`;
        return { ...nothing, conditions, events, failure };
      }
      events.push(eventFrom(result, step.name));
    }
  }
  return { desired, conditions, events, ttlSeconds };
}

function eventFrom({ severity, message, reason }: RunFunctionResponse['results'][number], step: string): Event {
  const named = reason === undefined || reason === '' ? composeReason : reason;
  const detailed = `Pipeline step "${step}": ${message}`;
  if (severity === Severity.SEVERITY_NORMAL) return { type: 'Normal', reason: named, message: detailed };
  if (severity === Severity.SEVERITY_WARNING) return { type: 'Warning', reason: named, message: detailed };
  const unknown = `Pipeline step "${step}" returned a result of unknown severity (assuming warning): ${message}`;
  return { type: 'Warning', reason: named, message: unknown };
}

const conditionStatuses: Readonly<Record<number, Condition['status']>> = {
  [Status.STATUS_CONDITION_TRUE]: 'True',
  [Status.STATUS_CONDITION_FALSE]: 'False',
};

function conditionFrom(
  { type, status, reason, message }: RunFunctionResponse['conditions'][number],
  now: string,
): Condition {
  return {
    type,
    status: conditionStatuses[status] ?? 'Unknown',
    reason,
    ...(message !== undefined && message !== '' && { message }),
    lastTransitionTime: now,
  };
}

function secondsOf(response: RunFunctionResponse): number {
  const ttl = response.meta?.ttl;
  return ttl === undefined ? 0 : ttl.seconds + ttl.nanos / 1e9;
}

function shorter(current: number, next: number): number {
  if (next <= 0) return current;
  return current === 0 ? next : Math.min(current, next);
}

/** The sentence in whatever was thrown. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
