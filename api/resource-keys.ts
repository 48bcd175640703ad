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
  /** Who the run's pods are in a cloud. */
  cloudRole: 'cloud-role',
  cloudRolePolicy: 'cloud-role-policy',
  podIdentity: (role: string) => `pod-identity-${role}`,
  /** `identity` hashes what is trained and the attempt: what must be replaced has another key. */
  job: (role: string, identity: string) => `${role}-job-${identity}`,
  /** Of a run's own: the cluster, and machines, which are replaced by others under another key. */
  cluster: 'cluster',
  pool: (purpose: string, identity: string) => `pool-${purpose}-${identity}`,
  /** Keeps what leads to the cluster until what a key names is gone from it. */
  usage: (key: string) => `usage-${key}`,
  providerConfig: 'provider-config',
  reachability: 'reachability',
  teamNamespace: (namespace: string) => `namespace-${namespace}`,
} as const;

/** Of a TrainingNetwork; zones and services stand in them by name. */
export const networkKeys = {
  vpc: 'vpc',
  internetGateway: 'internet-gateway',
  publicSubnet: (zone: string) => `subnet-public-${zone}`,
  privateSubnet: (zone: string) => `subnet-private-${zone}`,
  /** One that is already there, by its id. */
  existingSubnet: (id: string) => id,
  routeTable: (tier: Tier) => `route-table-${tier}`,
  /** The way out of a tier. */
  egressRoute: (tier: Tier) => `route-${tier}-egress`,
  routeTableAssociation: (tier: Tier, zone: string) => `route-table-association-${tier}-${zone}`,
  natAddress: 'nat-address',
  natGateway: 'nat-gateway',
  objectStoreEndpoint: 'endpoint-s3',
  objectStoreEndpointRoute: 'endpoint-s3-route',
  endpointSecurityGroup: 'endpoint-security-group',
  endpointSecurityGroupRule: 'endpoint-security-group-https',
  endpoint: (service: string) => `endpoint-${dashed(service)}`,
  endpointSubnet: (service: string) => `endpoint-${dashed(service)}-subnet`,
  endpointSecurityGroupAssociation: (service: string) => `endpoint-${dashed(service)}-security-group`,
  flowLog: 'flow-log',
  flowLogGroup: 'flow-log-group',
  flowLogRole: 'flow-log-role',
  flowLogRolePolicy: 'flow-log-role-policy',
  /** Keeps what a key names until what uses it is gone. */
  usage: (key: string) => `usage-${key}`,
} as const;

/** Of a ComputePool. */
export const poolKeys = {
  placementGroup: 'placement-group',
  efaSecurityGroup: 'efa-security-group',
  efaIngressRule: 'efa-ingress',
  efaEgressRule: 'efa-egress',
  launchTemplate: 'launch-template',
  nodeGroup: 'node-group',
} as const;

/** Of a TrainingCluster that is made, beside those of one that is there. */
export const clusterKeys = {
  network: 'network',
  key: 'key',
  logGroup: 'log-group',
  clusterRole: 'cluster-role',
  nodeRole: 'node-role',
  networkInterfaceRole: 'cni-role',
  cluster: 'cluster',
  addon: (name: string) => `addon-${name}`,
  // The word comes last: objects are called `<composite>-<key>`, and a pool `a-system` beside a cluster `a` has a launch template too.
  launchTemplate: 'launch-template-system',
  nodeGroup: 'node-group-system',
  bucket: 'bucket',
  bucketVersioning: 'bucket-versioning',
  bucketEncryption: 'bucket-encryption',
  bucketPublicAccess: 'bucket-public-access',
  bucketLifecycle: 'bucket-lifecycle',
  bucketPolicy: 'bucket-policy',
  clusterAuth: 'cluster-auth',
  helmProviderConfig: 'helm-provider-config',
  clusterProviderConfig: 'cluster-provider-config',
  release: (name: string) => `release-${name}`,
  usage: (key: string) => `usage-${key}`,
} as const;

/** Whether a subnet's machines have public addresses. */
type Tier = 'public' | 'private';

function dashed(service: string): string {
  return service.replaceAll('.', '-');
}

/** The role of the Job that a key names; `undefined` where it names no Job. */
export function jobRole(key: string): string | undefined {
  return /^(chief|worker|ps|evaluator)-job-[0-9a-f]+$/.exec(key)?.[1];
}
