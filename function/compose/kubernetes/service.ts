import { labels } from '../../../api/names.ts';
import { ports } from '../../../api/trainer-contract/environment.ts';
import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { metadata } from './metadata.ts';

/** Headless: gives each pod its DNS name, before it is ready too, since the tasks of a run wait for one another. */
export function service(plan: Plan): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(plan, plan.names.service),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { [labels.run]: plan.run.name },
      ports: [
        { name: 'tcp-training', port: ports.training, targetPort: ports.training, protocol: 'TCP' },
        { name: 'http-metrics', port: ports.metrics, targetPort: ports.metrics, protocol: 'TCP' },
      ],
    },
  };
}
