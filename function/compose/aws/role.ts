import type { Resource } from '../../graph/resource.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { managedResource } from './managed-resource.ts';

/** A role as it is composed. */
export interface RoleInput {
  readonly key: string;
  /** Name in AWS. */
  readonly name: string;
  readonly description: string;
  /** Who may take it on, as a policy document. */
  readonly trust: string;
  /**
   * ARNs of AWS' own policies. They are part of the role, not objects of their own: detached alone, they would have to be
   * kept from going before what uses the role, each by a Usage more.
   */
  readonly managedPolicies?: readonly string[];
}

/** A role within the policy's permissions boundary. */
export function role(settings: AWSSettings, { key, name, description, trust, managedPolicies }: RoleInput): Resource {
  const { permissionsBoundary } = settings;
  return {
    key,
    manifest: managedResource(settings, {
      kind: 'Role',
      key,
      externalName: name,
      forProvider: {
        description,
        assumeRolePolicy: trust,
        ...(managedPolicies && { managedPolicyArns: managedPolicies }),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      },
    }),
    needs: [],
  };
}
