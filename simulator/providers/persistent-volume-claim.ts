import { listAt, recordAt } from '../../api/json.ts';
import type { Provider } from './provider.ts';

/** The volume controller of a class that binds at once. */
export const persistentVolumeClaim: Provider = (object) => ({
  phase: 'Bound',
  accessModes: listAt(object, 'spec', 'accessModes'),
  capacity: recordAt(object, 'spec', 'resources', 'requests'),
});
