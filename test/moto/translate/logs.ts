import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { input, said } from './fields.ts';
import type { Translation } from './translation.ts';

/** Kinds of logs. */
export const logs: Readonly<Record<string, Translation>> = {
  Group: {
    fields: ['region', 'retentionInDays', 'tags'],
    create: async ({ name, fields }, aws) => {
      await aws.logs.send(new CreateLogGroupCommand(input({ logGroupName: name, tags: fields['tags'] })));
      await aws.logs.send(
        new PutRetentionPolicyCommand(input({ logGroupName: name, retentionInDays: fields['retentionInDays'] })),
      );
      const found = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
      // The provider leaves the `:*` out that AWS ends it with.
      return { id: name, facts: { arn: said(found.logGroups?.[0]?.arn, 'arn').replace(/:\*$/, '') } };
    },
  },
};
