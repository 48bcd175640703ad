import type { Phase } from '../../api/conditions.ts';
import { recordAt } from '../../api/json.ts';
import type { Request } from '../request.ts';
import type { Answer, Requirement } from '../response.ts';
import { keepObservedWhole } from '../settle/keep-observed.ts';
import type { Settled } from '../settle/settle.ts';

/**
 * The answer while objects that were asked for have not been delivered: nothing new is decided without them, and what exists stays.
 * Crossplane delivers them within the same reconcile and calls again at once. Stops the reconcile where an object does not
 * even say what it is: it could not be asked for again.
 */
export function waitingForFacts(
  { composite, observed }: Request,
  requirements: Readonly<Record<string, Requirement>>,
): Answer | { readonly fatal: string } {
  const { conditions: _conditions, crossplane: _crossplane, ...status } = recordAt(composite.status);
  const kept = keepObservedWhole(observed);
  if (!kept.ok)
    return { fatal: `cannot keep ${kept.unreadable.join(', ')}: the observed objects have no apiVersion or kind` };
  const missing = Object.keys(requirements).join(', ');
  return {
    desired: kept.desired,
    ready: false,
    status: { phase: 'Provisioning', ...status },
    conditions: [{ type: 'Accepted', status: 'Unknown', reason: 'WaitingForFacts', message: `waiting for ${missing}` }],
    events: [],
    requirements,
    ttlSeconds: 30,
  };
}

/** Short while something is awaited that no watch reports, long when settled. */
export function ttlSeconds(phase: Phase, { waitingFor }: Settled): number {
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Suspended') return 600;
  if (phase === 'Restarting') return 10;
  return waitingFor.length > 0 ? 30 : 60;
}
