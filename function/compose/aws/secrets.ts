import type { Manifest } from '../../graph/resource.ts';
import { secretName } from '../../plan/aws/run-access.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Secret } from '../../spec/training-run.ts';
import { metadata } from '../kubernetes/metadata.ts';

/**
 * Which secret of Secrets Manager a pod finds as a file. The pod's own role reads it, and it is read again every hour: what
 * was rotated arrives in a running pod. It is in no Secret of Kubernetes.
 */
export function secretProviderClass(plan: Plan, { name, key }: Secret): Manifest {
  const { run, policy, target } = plan;
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: metadata(plan, plan.names.secrets.get(name) ?? name),
    spec: {
      provider: 'aws',
      parameters: {
        region: target.cluster?.location?.region ?? '',
        usePodIdentity: 'true',
        // JSON is YAML that no name can break out of.
        objects: JSON.stringify([
          { objectName: secretName(key, run.namespace, policy), objectType: 'secretsmanager', objectAlias: name },
        ]),
      },
    },
  };
}
