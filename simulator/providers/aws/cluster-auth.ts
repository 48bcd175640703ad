import { stringAt } from '../../../api/json.ts';
import { conditionsIn, statusWith, withConditions } from '../../conditions.ts';
import type { Provider } from '../provider.ts';

/** The controller of ClusterAuth: writes a kubeconfig that says that it is none, and whose endpoint is the cluster's name. */
export const clusterAuth: Provider = (object, { cluster, now }) => {
  const { apiVersion, kind, metadata } = object;
  const name = stringAt(object, 'spec', 'writeConnectionSecretToRef', 'name');
  if (name !== undefined && metadata.namespace !== undefined) {
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const endpoint = encoded(stringAt(object, 'spec', 'forProvider', 'clusterName') ?? '');
    const value = encoded('simulated');
    cluster.put(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: metadata.namespace, ownerReferences: [owner] },
        type: 'connection.crossplane.io/v1alpha1',
        data: { kubeconfig: value, endpoint, clusterCA: value },
      },
      now,
    );
  }
  const conditions = withConditions(
    conditionsIn(object['status']),
    { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: now },
    { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: now },
  );
  // Written once here: the real one renews it, and nothing would ever rest.
  const last = stringAt(object, 'status', 'atProvider', 'lastRefreshTime') ?? now;
  return statusWith({ atProvider: { lastRefreshTime: last } }, conditions);
};
