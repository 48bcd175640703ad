import { listAt, recordAt, stringAt } from '../../api/json.ts';
import { conditionsIn, statusWith, withConditions } from '../conditions.ts';
import type { Provider } from './provider.ts';

/** External Secrets' controller: makes the Secret, with a value that says that it is none. */
export const externalSecret: Provider = (object, { cluster, now }) => {
  const { namespace = '' } = object.metadata;
  const name = stringAt(object, 'spec', 'target', 'name') ?? object.metadata.name;
  const keys = listAt(object, 'spec', 'data').flatMap((entry) => stringAt(entry, 'secretKey') ?? []);
  const value = Buffer.from('simulated').toString('base64');
  cluster.put(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, ownerReferences: [controller(object)] },
      type: 'Opaque',
      data: Object.fromEntries(keys.map((key) => [key, value])),
    },
    now,
  );
  const status = recordAt(object, 'status');
  return statusWith(
    { refreshTime: now, binding: { name }, ...status },
    withConditions(conditionsIn(status), {
      type: 'Ready',
      status: 'True',
      reason: 'SecretSynced',
      message: 'secret synced',
      lastTransitionTime: now,
    }),
  );
};

function controller({ apiVersion, kind, metadata }: Parameters<Provider>[0]) {
  const { name, uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
