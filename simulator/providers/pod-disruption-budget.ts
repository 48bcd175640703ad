import { recordAt, stringAt } from '../../api/json.ts';
import { conditionsIn, statusWith, withConditions } from '../conditions.ts';
import type { Provider } from './provider.ts';

/** The disruption controller, for pods that nobody counts here: it allows nothing. */
export const podDisruptionBudget: Provider = (object, { now }) => {
  const status = recordAt(object, 'status');
  if (stringAt(conditionsIn(status)[0], 'type') !== undefined) return undefined;
  return statusWith(
    {
      currentHealthy: 0,
      desiredHealthy: 0,
      disruptionsAllowed: 0,
      expectedPods: 0,
      observedGeneration: object.metadata.generation ?? 1,
    },
    withConditions([], {
      type: 'DisruptionAllowed',
      status: 'False',
      reason: 'InsufficientPods',
      message: '',
      lastTransitionTime: now,
    }),
  );
};
