import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { listAt, recordAt } from '../../../api/json.ts';
import { capitalized, input, tagList, text, without } from './fields.ts';
import type { Fields } from '../../../simulator/object.ts';
import type { Clients } from '../clients.ts';
import type { Translation } from './translation.ts';

/** A part of a bucket: one call that names it. */
const part = (
  fields: readonly string[],
  send: (bucket: string, fields: Fields, aws: Clients) => Promise<unknown>,
): Translation => ({
  fields: ['region', 'bucket', ...fields],
  create: async (wanted, aws) => {
    const bucket = text(wanted.fields, 'bucket');
    await send(bucket, wanted.fields, aws);
    return { id: bucket };
  },
});

/** The provider has many a part of a rule as a list of one. */
function first(rule: unknown, name: string): Fields {
  return capitalized(recordAt(listAt(rule, name)[0]));
}

/** Kinds of object stores. */
export const s3: Readonly<Record<string, Translation>> = {
  Bucket: {
    // Whether it is emptied before it is deleted is the provider's matter.
    fields: ['region', 'forceDestroy', 'tags'],
    create: async ({ name, fields }, aws) => {
      await aws.s3.send(new CreateBucketCommand({ Bucket: name }));
      await aws.s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: [...tagList(fields)] } }));
      return { id: name, facts: { arn: `arn:aws:s3:::${name}` } };
    },
  },

  BucketLifecycleConfiguration: part(['rule'], (Bucket, fields, aws) => {
    const rules = listAt(fields, 'rule').map((rule) => ({
      ID: recordAt(rule)['id'],
      Status: recordAt(rule)['status'],
      Filter: first(rule, 'filter'),
      NoncurrentVersionExpiration: first(rule, 'noncurrentVersionExpiration'),
      AbortIncompleteMultipartUpload: first(rule, 'abortIncompleteMultipartUpload'),
    }));
    return aws.s3.send(
      new PutBucketLifecycleConfigurationCommand(input({ Bucket, LifecycleConfiguration: { Rules: rules } })),
    );
  }),

  BucketPolicy: part(['policy'], (Bucket, fields, aws) =>
    aws.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text(fields, 'policy') })),
  ),

  BucketPublicAccessBlock: part(
    ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'],
    (Bucket, fields, aws) =>
      aws.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: capitalized(without(fields, 'region', 'bucket')),
        }),
      ),
  ),

  BucketServerSideEncryptionConfiguration: part(['rule'], (Bucket, fields, aws) => {
    const rules = listAt(fields, 'rule').map((rule) => {
      const { kmsMasterKeyId, sseAlgorithm } = recordAt(rule, 'applyServerSideEncryptionByDefault');
      return {
        ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: kmsMasterKeyId, SSEAlgorithm: sseAlgorithm },
        BucketKeyEnabled: recordAt(rule)['bucketKeyEnabled'],
      };
    });
    return aws.s3.send(
      new PutBucketEncryptionCommand(input({ Bucket, ServerSideEncryptionConfiguration: { Rules: rules } })),
    );
  }),

  BucketVersioning: part(['versioningConfiguration'], (Bucket, fields, aws) =>
    aws.s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: capitalized(recordAt(fields, 'versioningConfiguration')),
      }),
    ),
  ),
};
