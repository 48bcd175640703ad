import { sentences } from '../../api/field-error.ts';
import { isRecord, stringAt } from '../../api/json.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { Request } from '../request.ts';
import type { Answer, Requirement } from '../response.ts';
import { keepObserved } from '../settle/keep-observed.ts';
import { refused } from '../status/conditions.ts';

/**
 * The answer to what cannot be made: reasons, and nothing composed. Of a composite that already has objects, all stay as
 * they are, and so does its status but for the reason: nothing that runs is lost to a bad edit or a new policy.
 */
export function refusal(
  request: Request,
  why: Refusal,
  requirements: Readonly<Record<string, Requirement>>,
  /** Status of one of which nothing exists. */
  unplanned: Readonly<Record<string, unknown>> = {},
): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const isKnown = observed.size > 0 || stringAt(composite.status, 'training', 'outcome') !== undefined;
  const kept = keepObserved(observed, observed.keys());
  if (!kept.ok)
    return {
      fatal: `cannot refuse ${composite.kind} ${composite.name} and keep ${kept.unreadable.join(', ')}: Crossplane's own fields are not marked in the observed objects`,
    };
  const message = sentences(why.errors);
  const isNew =
    stringAt(composite.status, 'reason') !== why.reason || stringAt(composite.status, 'message') !== message;
  const status = {
    ...(composite.generation !== undefined && { observedGeneration: composite.generation }),
    reason: why.reason,
    message,
  };
  return {
    desired: kept.desired,
    ready: false,
    status: isKnown
      ? { ...withoutConditions(composite.status), ...status }
      : { ...unplanned, ...status, phase: 'Refused' },
    conditions: [refused(why)],
    events: isNew ? [{ severity: 'Warning', reason: why.reason, message }] : [],
    requirements,
    ttlSeconds: 60,
  };
}

/** Status as a function may send it: conditions travel on their own, and `crossplane` is core's. */
function withoutConditions(status: unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(isRecord(status) ? status : {}).filter(
    ([field]) => field !== 'conditions' && field !== 'crossplane',
  );
  return Object.fromEntries(entries);
}
