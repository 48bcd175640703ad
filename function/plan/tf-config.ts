import { environment, ports } from '../../api/trainer-contract/environment.ts';
import type { Role, RoleName } from './role.ts';

/** What each task of a run is called and where it listens. */
export interface Cluster {
  /** Name of the Job of each role: its pods have the hostnames `<job>-<index>`. */
  readonly jobNames: Readonly<Partial<Record<RoleName, string>>>;
  readonly service: string;
  readonly namespace: string;
}

/**
 * The value of `TF_CONFIG` for the pods of one role. The index is left to Kubernetes' dependent environment expansion,
 * so one pod template serves all indexes and no wrapper is needed in the image.
 *
 * The evaluator is a task, but not part of the cluster: the others would wait for it.
 * https://www.tensorflow.org/guide/distributed_training#TF_CONFIG
 */
export function tfConfig(role: RoleName, roles: readonly Role[], cluster: Cluster): string {
  const members = roles
    .filter(({ name }) => name !== 'evaluator')
    .map(
      ({ name, replicas }) =>
        [name, Array.from({ length: replicas }, (_, index) => address(cluster, name, index))] as const,
    );
  const task = `{"type":${JSON.stringify(role)},"index":$(${environment.index})}`;
  return `{"cluster":${JSON.stringify(Object.fromEntries(members))},"task":${task}}`;
}

/** DNS name and port of a task; the search list of a pod completes it with the cluster's domain. */
function address({ jobNames, service, namespace }: Cluster, role: RoleName, index: number): string {
  return `${jobNames[role]}-${index}.${service}.${namespace}.svc:${ports.training}`;
}
