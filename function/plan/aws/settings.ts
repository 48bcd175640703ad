import type { FieldError } from '../../../api/field-error.ts';
import { group } from '../../../api/names.ts';
import type { ProviderConfigReference } from '../../observe/training-cluster.ts';
import type { AWSPolicy } from '../../policy/aws.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Refusal } from '../refusal.ts';
import { partition, type Owner } from './names.ts';

/** What everything that one composite makes in AWS has in common. */
export interface AWSSettings {
  readonly owner: Owner;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  readonly providerConfigRef: ProviderConfigReference;
  readonly permissionsBoundary?: string;
  /** Labels of the objects in Kubernetes. */
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of the things in AWS, for whoever pays. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What the settings are made of. */
export interface SettingsInput {
  readonly kind: string;
  readonly owner: Owner;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The provider configuration with which it began, where it has begun. */
  readonly madeWith?: ProviderConfigReference;
}

/** The settings under the policy. */
export function awsSettings(
  { kind, owner, region, tags, madeWith }: SettingsInput,
  aws: AWSPolicy,
  policy: Policy,
): AWSSettings {
  return {
    owner,
    region,
    partition: partition(region),
    accountId: aws.accountId,
    // Never another account under what exists, whatever the policy says later.
    providerConfigRef: madeWith ?? aws.providerConfigRef,
    ...(aws.permissionsBoundary !== undefined && { permissionsBoundary: aws.permissionsBoundary }),
    labels: { ...policy.labels, 'app.kubernetes.io/managed-by': 'crosstrain' },
    tags: {
      ...aws.tags,
      ...tags,
      [`${group}/namespace`]: owner.namespace,
      [`${group}/${kind.toLowerCase()}`]: owner.name,
    },
  };
}

/** Why nothing may be made in a region, or the part of the policy that allows it. `path` is where cloud and region stand. */
export function allowedAWS(
  region: string,
  { aws }: Policy,
  path = 'spec',
): { readonly type: 'Allowed'; readonly aws: AWSPolicy } | { readonly type: 'Refused'; readonly refusal: Refusal } {
  if (!aws) return refused({ path: `${path}.cloud`, message: 'policy has no aws, so nothing may be made in AWS' });
  if (!aws.regions.includes(region)) {
    return refused({
      path: `${path}.region`,
      message: `is ${region}, but policy allows only ${aws.regions.join(', ')}`,
    });
  }
  return { type: 'Allowed', aws };
}

function refused(error: FieldError) {
  return { type: 'Refused', refusal: { reason: 'OutsidePolicy', errors: [error] } } as const;
}
