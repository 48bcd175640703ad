/**
 * Composition resource names of all that is composed. They are identity: renaming one deletes and creates anew, so a
 * change here is a breaking release. Only stable words and the user's own names stand in them, never indexes.
 */
export const resourceKeys = {
  serviceAccount: (role: string) => `service-account-${role}`,
  service: 'service',
  progress: 'progress',
  progressRole: 'progress-role',
  progressRoleBinding: 'progress-role-binding',
  podDisruptionBudget: 'pod-disruption-budget',
  networkPolicy: 'network-policy',
  artifactsClaim: 'artifacts-claim',
  secret: (name: string) => `secret-${name}`,
  /** `identity` hashes what is trained and the attempt: what must be replaced has another key. */
  job: (role: string, identity: string) => `${role}-job-${identity}`,
  providerConfig: 'provider-config',
  reachability: 'reachability',
  teamNamespace: (namespace: string) => `namespace-${namespace}`,
} as const;

/** The role of the Job that a key names; `undefined` where it names no Job. */
export function jobRole(key: string): string | undefined {
  return /^(chief|worker|ps|evaluator)-job-[0-9a-f]+$/.exec(key)?.[1];
}
