import {
  Ready,
  Severity,
  Status,
  Target,
  type Resource,
  type ResourceSelector,
  type RunFunctionRequest,
  type RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import { conditionTypes, type Condition } from '../api/conditions.ts';
import { listAt, recordAt, stringAt } from '../api/json.ts';
import { shortened } from '../api/shortened.ts';
import type { DesiredResource } from './settle/settle.ts';

/** What the function answers for one composite resource. */
export interface Answer {
  readonly desired: readonly DesiredResource[];
  /** Whether the composite is ready. Always said: without, Crossplane would count only what is composed, and gated objects are not. */
  readonly ready: boolean;
  readonly status: Readonly<Record<string, unknown>>;
  readonly conditions: readonly Condition[];
  /** What has just changed; state belongs into conditions. */
  readonly events: readonly Event[];
  /** Objects to be read for the next call, by the name under which they are delivered. */
  readonly requirements: Readonly<Record<string, Requirement>>;
  /** After how long to ask again even if nothing changes. */
  readonly ttlSeconds: number;
}

export interface Event {
  readonly severity: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface Requirement {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
}

/** Letters of a condition or an event; Kubernetes takes at most 32,768 in a condition. */
const longestMessage = 8192;

/** The answer on the wire. What earlier steps of the pipeline desired, and their context, passes through untouched. */
export function respond(request: RunFunctionRequest, answer: Answer): RunFunctionResponse {
  const resources: Record<string, Resource> = { ...request.desired?.resources };
  for (const { key, manifest, ready } of answer.desired) {
    resources[key] = { resource: manifest, connectionDetails: {}, ready: ready ? Ready.READY_TRUE : Ready.READY_FALSE };
  }
  return {
    ...passedThrough(request, answer.ttlSeconds),
    desired: {
      composite: {
        resource: {
          ...request.desired?.composite?.resource,
          ...asRead(request, resources),
          status: { ...recordAt(request.desired?.composite?.resource, 'status'), ...answer.status },
        },
        connectionDetails: request.desired?.composite?.connectionDetails ?? {},
        ready: answer.ready ? Ready.READY_TRUE : Ready.READY_FALSE,
      },
      resources: sorted(resources),
    },
    conditions: answer.conditions.map(wireCondition),
    results: answer.events.map(({ severity, reason, message }) => ({
      severity: severity === 'Warning' ? Severity.SEVERITY_WARNING : Severity.SEVERITY_NORMAL,
      reason,
      message: shortened(message, longestMessage),
      target: Target.TARGET_COMPOSITE,
    })),
    requirements: { extraResources: {}, resources: sorted(mapped(answer.requirements, selector)), schemas: {} },
  };
}

/**
 * The version of the composite that this answer is to, for Crossplane to write no status where another has been written since.
 *
 * It applies the status together with the conditions that it read, whatever is stored. Its cache may be late by its own last
 * write, and a condition of before (a run that was not complete yet) would be put back, be corrected, and be put back again,
 * until its circuit breaker opens. With a version the API server refuses, and Crossplane reads again. Not where it first
 * writes other references to composed objects: then the version is never the one that it read.
 */
function asRead(
  request: RunFunctionRequest,
  desired: Readonly<Record<string, Resource>>,
): { readonly metadata?: object } {
  const composite = request.observed?.composite?.resource;
  const resourceVersion = stringAt(composite, 'metadata', 'resourceVersion');
  const observed = request.observed?.resources ?? {};
  const keys = Object.keys(desired);
  const isSame =
    keys.length === Object.keys(observed).length &&
    keys.length === listAt(composite, 'spec', 'crossplane', 'resourceRefs').length &&
    keys.every((key) => Object.hasOwn(observed, key));
  if (resourceVersion === undefined || !isSame) return {};
  return { metadata: { ...recordAt(request.desired?.composite?.resource, 'metadata'), resourceVersion } };
}

/**
 * Stops the whole reconcile: nothing is applied and nothing deleted. The composite's other conditions are sent along as
 * they stand, or Crossplane would make them Unknown: a run that is complete stays complete.
 */
export function fatal(
  request: RunFunctionRequest,
  message: string,
  conditions: readonly Condition[],
): RunFunctionResponse {
  return {
    ...passedThrough(request, 60),
    desired: request.desired,
    conditions: [
      ...conditions.map(wireCondition),
      ...standingConditions(
        request,
        conditions.map(({ type }) => type),
      ),
    ],
    results: [
      {
        severity: Severity.SEVERITY_FATAL,
        reason: 'UnreadableResource',
        message: shortened(message, longestMessage),
        target: Target.TARGET_COMPOSITE,
      },
    ],
    requirements: undefined,
  };
}

/** The composite's conditions of crosstrain's types as they stand, but for those that are said anew. */
export function standingConditions(
  request: RunFunctionRequest,
  said: readonly string[],
): readonly RunFunctionResponse['conditions'][number][] {
  return listAt(request.observed?.composite?.resource, 'status', 'conditions').flatMap((condition) => {
    const type = conditionTypes.find((known) => known === stringAt(condition, 'type'));
    const status = stringAt(condition, 'status');
    if (type === undefined || said.includes(type)) return [];
    return [
      {
        type,
        status: status === 'True' || status === 'False' ? statuses[status] : statuses.Unknown,
        reason: stringAt(condition, 'reason') ?? '',
        message: stringAt(condition, 'message') ?? '',
        target: Target.TARGET_COMPOSITE,
      },
    ];
  });
}

function passedThrough(
  request: RunFunctionRequest,
  ttlSeconds: number,
): Pick<RunFunctionResponse, 'meta' | 'context' | 'output'> {
  return {
    meta: { tag: request.meta?.tag ?? '', ttl: { seconds: ttlSeconds, nanos: 0 } },
    context: request.context,
    output: undefined,
  };
}

function wireCondition({ type, status, reason, message }: Condition): RunFunctionResponse['conditions'][number] {
  return {
    type,
    status: statuses[status],
    reason,
    message: shortened(message, longestMessage),
    target: Target.TARGET_COMPOSITE,
  };
}

const statuses = {
  True: Status.STATUS_CONDITION_TRUE,
  False: Status.STATUS_CONDITION_FALSE,
  Unknown: Status.STATUS_CONDITION_UNKNOWN,
} as const;

function selector({ apiVersion, kind, name, namespace }: Requirement): ResourceSelector {
  return { apiVersion, kind, matchName: name, ...(namespace !== undefined && { namespace }) };
}

function mapped<From, To>(entries: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]));
}

function sorted<Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
