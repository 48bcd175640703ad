import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { metadata } from './metadata.ts';

/** Where task 0 of the leading role reports; its `data` is the trainer's alone, so none is applied here. */
export function progressConfigMap(plan: Plan): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(plan, plan.names.progress) };
}

/** The right to report: to change this one ConfigMap, nothing else. */
export function progressRole(plan: Plan): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: metadata(plan, plan.names.progress),
    rules: [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [plan.names.progress], verbs: ['get', 'patch'] },
    ],
  };
}

/** Gives that right to the leading role's pods. */
export function progressRoleBinding(plan: Plan): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(plan, plan.names.progress),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: plan.names.progress },
    subjects: [
      { kind: 'ServiceAccount', name: plan.names.serviceAccounts.get(plan.leadingRole), namespace: plan.run.namespace },
    ],
  };
}
