import type { ProviderConfigReference } from '../observe/training-cluster.ts';

/** What the platform lets be made in AWS, complete. */
export interface AWSPolicy {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly providerConfigRef: ProviderConfigReference;
  /** ARN of the policy that bounds every role. */
  readonly permissionsBoundary?: string;
  /** Services with an interface endpoint in networks that do not say. */
  readonly interfaceEndpoints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The `aws` part of a policy object as its schema describes it. */
export interface AWSDocument {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly providerConfigRef?: ProviderConfigReference;
  readonly permissionsBoundary?: string;
  readonly interfaceEndpoints?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** The part with its defaults. */
export function awsPolicy(document: AWSDocument): AWSPolicy {
  const { accountId, regions, providerConfigRef, permissionsBoundary, interfaceEndpoints, tags } = document;
  return {
    accountId,
    regions,
    providerConfigRef: providerConfigRef ?? { kind: 'ClusterProviderConfig', name: 'default' },
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    interfaceEndpoints: interfaceEndpoints ?? [],
    tags: tags ?? {},
  };
}
