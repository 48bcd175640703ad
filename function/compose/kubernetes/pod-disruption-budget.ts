import { labels } from '../../../api/names.ts';
import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { podCount } from '../../plan/role.ts';
import { metadata } from './metadata.ts';

/**
 * Keeps voluntary evictions (a node drained for an upgrade) away from a run. Not on spot machines: there an eviction is
 * how pods hear of the notice, and are told to save in time.
 *
 * `maxUnavailable` needs a controller with a scale subresource, which a Job is not, so it is the number of all pods.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function podDisruptionBudget(plan: Plan): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(plan, plan.names.service),
    spec: {
      minAvailable: podCount(plan.roles),
      selector: { matchLabels: { [labels.run]: plan.run.name } },
    },
  };
}
