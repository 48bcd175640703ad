import { CreateKeyCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import { said, tagList, text } from './fields.ts';
import type { Translation } from './translation.ts';

/** Kinds of keys. */
export const kms: Readonly<Record<string, Translation>> = {
  Key: {
    // The window is the deletion's.
    fields: ['region', 'description', 'policy', 'enableKeyRotation', 'deletionWindowInDays', 'tags'],
    create: async ({ fields }, aws) => {
      const made = await aws.kms.send(
        new CreateKeyCommand({
          Description: text(fields, 'description'),
          Policy: text(fields, 'policy'),
          Tags: tagList(fields).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
        }),
      );
      const id = said(made.KeyMetadata?.KeyId, 'KeyId');
      if (fields['enableKeyRotation'] === true) await aws.kms.send(new EnableKeyRotationCommand({ KeyId: id }));
      return { id, facts: { keyId: id, arn: said(made.KeyMetadata?.Arn, 'Arn') } };
    },
  },
};
