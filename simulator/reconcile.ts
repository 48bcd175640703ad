import { Ready } from '@crossplane-org/function-sdk-typescript';
import { composedResources, observedByKey, released, resourceReferences } from './compose.ts';
import { conditionsIn, isSystemType, statusWith, withConditions } from './conditions.ts';
import { syntheticUid } from './names.ts';
import { at, isRecord, recordAt } from '../api/json.ts';
import { compositeLabel, referenceTo } from './object.ts';
import { composeReason, nothing, runPipeline } from './pipeline.ts';
import type { IsNamespaced, Composed } from './compose.ts';
import type { Composition } from './composition.ts';
import type { Condition } from './conditions.ts';
import type { Fields, KubernetesObject } from './object.ts';
import type { Event, PipelineResult } from './pipeline.ts';
import type { Answers } from './requirements.ts';

/** What one reconcile of a composite resource starts from. */
export interface ReconcileInput {
  readonly xr: KubernetesObject;
  readonly composition: Composition;
  /** Objects that exist and that the composite refers to. */
  readonly observed: readonly KubernetesObject[];
  /** The time that conditions get, RFC 3339. */
  readonly now: string;
  /** @default every kind is namespaced, as core's render engine has it */
  readonly isNamespaced?: IsNamespaced;
}

/** What core would have done by the end of one reconcile. */
export interface Reconciled {
  /** The composite with its references, status and conditions. */
  readonly xr: KubernetesObject;
  /** What was applied, by key; empty when the reconcile failed. */
  readonly composed: readonly Composed[];
  readonly deleted: readonly KubernetesObject[];
  readonly events: readonly Event[];
  /** Seconds until the next reconcile by time; 0 for none. */
  readonly ttlSeconds: number;
  /** Why nothing was applied and nothing deleted. */
  readonly failure?: string;
}

/**
 * One reconcile of a composite resource, as core 2.3 does it.
 *
 * Pure but for the calls in `answers`. The rules are those of core's `internal/controller/apiextensions/composite`.
 */
export async function reconcile(input: ReconcileInput, answers: Answers): Promise<Reconciled> {
  const { composition, now, isNamespaced = () => true } = input;
  const xr = configured(input.xr, composition, now);
  const selected: Event = {
    type: 'Normal',
    reason: 'SelectComposition',
    message: `Successfully selected composition: ${composition.name}`,
  };
  const isSelected = at(input.xr, 'spec', 'crossplane', 'compositionRef', 'name') === composition.name;
  const events = isSelected ? [] : [selected];

  let observed: ReadonlyMap<string, KubernetesObject>;
  try {
    observed = observedByKey(xr, input.observed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(xr, events, now, { ...nothing, failure: `cannot get existing composed resources: ${reason}` });
  }

  const pipeline = await runPipeline(composition, { xr, observed: [...observed.values()], now }, answers);
  if (pipeline.failure !== undefined) return failed(xr, events, now, { ...pipeline, failure: pipeline.failure });
  const composedOrFailure = composedResources(pipeline.desired, xr, observed, isNamespaced);
  if ('failure' in composedOrFailure) return failed(xr, events, now, { ...nothing, ...composedOrFailure });

  const { composed } = composedOrFailure;
  const wanted = new Set(composed.map(({ key }) => key));
  const unready = composed.filter(({ isReady }) => !isReady).map(({ key }) => key);
  return {
    xr: applied(xr, composed, pipeline, unready, now),
    composed,
    deleted: [...observed].filter(([key]) => !wanted.has(key)).map(([, object]) => released(object)),
    events: [
      ...events,
      ...pipeline.events,
      ...composedOrFailure.events,
      ...unready.map((key): Event => normal(`Composed resource "${key}" is not yet ready`)),
    ],
    ttlSeconds: pipeline.ttlSeconds,
  };
}

/** The composite as functions see it: with a uid, the name label, its Composition, and core's word that it is responsive. */
function configured(xr: KubernetesObject, composition: Composition, now: string): KubernetesObject {
  const { metadata } = xr;
  const responsive = mark(xr, { type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed' }, now);
  return {
    ...xr,
    metadata: {
      ...metadata,
      uid: metadata.uid ?? syntheticUid(referenceTo(xr)),
      labels: { ...metadata.labels, [compositeLabel]: metadata.labels?.[compositeLabel] ?? metadata.name },
    },
    spec: withCrossplane(xr, { compositionRef: { name: composition.name } }),
    status: statusWith(recordAt(xr, 'status'), withConditions(conditionsIn(xr['status']), responsive)),
  };
}

/** The composite after everything was applied. */
function applied(
  xr: KubernetesObject,
  composed: readonly Composed[],
  { desired, conditions }: PipelineResult,
  unready: readonly string[],
  now: string,
): KubernetesObject {
  const status = recordAt(desired?.composite?.resource, 'status');
  const own = withConditions(conditionsIn(status), ...conditionsIn(xr['status']));
  const synced = mark(xr, { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' }, now);
  const marked = withConditions(own, ...custom(conditions), synced, readiness(xr, desired, unready, now));
  return {
    ...xr,
    spec: withCrossplane(xr, { resourceRefs: resourceReferences(xr, composed) }),
    status: statusWith(status, marked),
  };
}

/** Ready as the function said for the composite; else as all composed resources are. */
function readiness(
  xr: KubernetesObject,
  desired: PipelineResult['desired'],
  unready: readonly string[],
  now: string,
): Condition {
  const said = desired?.composite?.ready ?? Ready.READY_UNSPECIFIED;
  const isUnsaid = said === Ready.READY_UNSPECIFIED;
  const isReady = isUnsaid ? unready.length === 0 : said === Ready.READY_TRUE;
  if (isReady) return mark(xr, { type: 'Ready', status: 'True', reason: 'Available' }, now);
  const message = isUnsaid ? { message: `Unready resources: ${firstThree(unready)}` } : {};
  return mark(xr, { type: 'Ready', status: 'False', reason: 'Creating', ...message }, now);
}

/** The composite after a reconcile that applied nothing: functions' conditions that did not come back are unknown. */
function failed(
  xr: KubernetesObject,
  events: readonly Event[],
  now: string,
  result: PipelineResult & { readonly failure: string },
): Reconciled {
  const failure = `cannot compose resources: ${result.failure}`;
  const synced = mark(xr, { type: 'Synced', status: 'False', reason: 'ReconcileError', message: failure }, now);
  const seen = custom(result.conditions);
  const before = withConditions(conditionsIn(xr['status']), synced, ...seen);
  const lost = before.filter(({ type }) => !isSystemType(type) && !seen.some((condition) => condition.type === type));
  const unknown = lost.map(({ type, lastTransitionTime }) =>
    mark(xr, { type, status: 'Unknown', reason: 'FatalError', message: unknownMessage }, lastTransitionTime),
  );
  return {
    xr: { ...xr, status: statusWith(recordAt(xr, 'status'), withConditions(before, ...unknown)) },
    composed: [],
    deleted: [],
    events: [...events, { type: 'Warning', reason: composeReason, message: failure }, ...result.events],
    ttlSeconds: 0,
    failure,
  };
}

const unknownMessage = 'A fatal error occurred before the status of this condition could be determined.';

function custom(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.filter(({ type }) => !isSystemType(type));
}

/** A condition that core itself sets: it says of which generation it speaks. */
function mark(xr: KubernetesObject, condition: Omit<Condition, 'lastTransitionTime'>, now: string): Condition {
  const observedGeneration = xr.metadata.generation ?? 0;
  return { ...condition, ...(observedGeneration !== 0 && { observedGeneration }), lastTransitionTime: now };
}

function withCrossplane(xr: KubernetesObject, machinery: Fields): Fields {
  const spec = isRecord(xr['spec']) ? xr['spec'] : {};
  return { ...spec, crossplane: { ...recordAt(spec, 'crossplane'), ...machinery } };
}

function normal(message: string): Event {
  return { type: 'Normal', reason: composeReason, message };
}

/** Names for a message, as core shortens them: an "and" only where there are exactly three, a count where more. */
function firstThree(names: readonly string[]): string {
  const sorted = names.toSorted();
  if (sorted.length > 3) return `${sorted.slice(0, 3).join(', ')}, and ${sorted.length - 3} more`;
  if (sorted.length === 3) return `${sorted.slice(0, 2).join(', ')}, and ${sorted[2]}`;
  return sorted.join(', ');
}
