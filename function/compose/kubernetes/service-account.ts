import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { metadata } from './metadata.ts';

/** The identity of one role's pods; tokens are mounted only where a pod says so. */
export function serviceAccount(plan: Plan, name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata(plan, name),
    automountServiceAccountToken: false,
  };
}
