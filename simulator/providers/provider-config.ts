import { stringAt } from '../../api/json.ts';
import type { Provider } from './provider.ts';

/** A provider's own bookkeeping: how many objects use the configuration. There is no condition to wait for. */
export const providerConfig: Provider = ({ kind, metadata }, { cluster }) => ({
  users: cluster
    .objects()
    .filter((user) => stringAt(user, 'spec', 'providerConfigRef', 'kind') === kind)
    .filter((user) => stringAt(user, 'spec', 'providerConfigRef', 'name') === metadata.name)
    .filter((user) => metadata.namespace === undefined || user.metadata.namespace === metadata.namespace).length,
});
