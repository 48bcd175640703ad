import type { CapacityType } from '../spec/compute-pool.ts';
import type { ProviderConfigReference } from '../observe/training-cluster.ts';

/** What the platform lets be made in AWS, complete. */
export interface AWSPolicy {
  readonly accountId: string;
  readonly regions: readonly string[];
  /** Of networks that are made for runs which do not say; those of all regions together. */
  readonly zones: readonly string[];
  readonly providerConfigRef: ProviderConfigReference;
  /** How machines may be bought. */
  readonly capacityTypes: readonly CapacityType[];
  /** ARN of the policy that bounds every role. */
  readonly permissionsBoundary?: string;
  /** Where API servers may be reached from outside. */
  readonly controlPlaneCidrs: readonly string[];
  /** Services with an interface endpoint in networks that do not say. */
  readonly interfaceEndpoints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The `aws` part of a policy object as its schema describes it. */
export interface AWSDocument {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly zones?: readonly string[];
  readonly providerConfigRef?: ProviderConfigReference;
  readonly capacityTypes?: readonly CapacityType[];
  readonly permissionsBoundary?: string;
  readonly controlPlaneCidrs?: readonly string[];
  readonly interfaceEndpoints?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** The part with its defaults. */
export function awsPolicy(document: AWSDocument): AWSPolicy {
  const { accountId, regions, providerConfigRef, capacityTypes, permissionsBoundary, interfaceEndpoints, tags } =
    document;
  return {
    accountId,
    regions,
    zones: document.zones ?? [],
    providerConfigRef: providerConfigRef ?? { kind: 'ClusterProviderConfig', name: 'default' },
    capacityTypes: capacityTypes ?? ['OnDemand'],
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    controlPlaneCidrs: document.controlPlaneCidrs ?? [],
    interfaceEndpoints: interfaceEndpoints ?? [],
    tags: tags ?? {},
  };
}
