import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Secret } from '../../spec/training-run.ts';
import { metadata } from './metadata.ts';

/** Has the External Secrets operator fetch one key of the platform's store; no secret ever passes through Crossplane. */
export function externalSecret(plan: Plan, secret: Secret): Manifest {
  const name = plan.names.secrets.get(secret.name) ?? secret.name;
  const { kind, name: store, keyPrefix } = plan.policy.secretStore ?? { kind: 'SecretStore', name: '', keyPrefix: '' };
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: metadata(plan, name),
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind, name: store },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Delete' },
      data: [
        {
          secretKey: secret.name,
          remoteRef: { key: `${keyPrefix.replaceAll('{namespace}', plan.run.namespace)}${secret.key}` },
        },
      ],
    },
  };
}
