import { AttachRolePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { listAt } from '../../../api/json.ts';
import { input, said, tagList, text } from './fields.ts';
import type { Translation } from './translation.ts';

/** Kinds of rights. */
export const iam: Readonly<Record<string, Translation>> = {
  Role: {
    fields: ['description', 'assumeRolePolicy', 'managedPolicyArns', 'permissionsBoundary', 'tags'],
    create: async ({ name, fields }, aws) => {
      const made = await aws.iam.send(
        new CreateRoleCommand(
          input({
            RoleName: name,
            Description: fields['description'],
            AssumeRolePolicyDocument: fields['assumeRolePolicy'],
            PermissionsBoundary: fields['permissionsBoundary'],
            Tags: tagList(fields),
          }),
        ),
      );
      for (const arn of listAt(fields, 'managedPolicyArns')) {
        await aws.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: String(arn) }));
      }
      return { id: name, facts: { arn: said(made.Role?.Arn, 'Arn') } };
    },
  },

  RolePolicy: {
    fields: ['role', 'policy'],
    create: async ({ name, fields }, aws) => {
      const role = text(fields, 'role');
      await aws.iam.send(
        new PutRolePolicyCommand({ RoleName: role, PolicyName: name, PolicyDocument: text(fields, 'policy') }),
      );
      return { id: `${role}:${name}` };
    },
  },
};
