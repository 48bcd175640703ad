import { conditionsIn, statusWith, withConditions } from '../conditions.ts';
import type { Provider } from './provider.ts';

/** provider-helm's Release, of a chart whose objects nobody looks at. */
export const release: Provider = (object, { now }) =>
  statusWith(
    { atProvider: { state: 'deployed', revision: 1 } },
    withConditions(
      conditionsIn(object['status']),
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: now },
      { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: now },
    ),
  );
