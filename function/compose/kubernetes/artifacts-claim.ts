import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { metadata } from './metadata.ts';

/** The run's own storage, which dies with it: `artifacts.retentionPolicy: Delete`. */
export function artifactsClaim(plan: Plan): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata(plan, plan.names.artifactsClaim),
    spec: {
      accessModes: [plan.artifacts.accessMode],
      resources: { requests: { storage: plan.spec.artifacts.storage } },
    },
  };
}
