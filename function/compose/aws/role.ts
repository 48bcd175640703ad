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
}

/** A role within the policy's permissions boundary. */
export function role(settings: AWSSettings, { key, name, description, trust }: RoleInput): Resource {
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
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      },
    }),
    needs: [],
  };
}
