import { clusterKeys as keys } from '../../../api/resource-keys.ts';
import type { Need, Resource } from '../../graph/resource.ts';
import { bucketPolicy } from '../../plan/aws/cluster.ts';
import { retained, sibling, type ComposedCluster } from './composed-cluster.ts';
import { managedResource, type AWSKind } from './managed-resource.ts';

/** The bucket of all runs' artifacts, each with its own prefix: versioned, encrypted, never public. */
export function storage(cluster: ComposedCluster): readonly Resource[] {
  const { plan, settings, facts } = cluster;
  const { keyArn } = facts;
  const bucketRef = sibling(cluster, keys.bucket);
  const part = (
    kind: AWSKind,
    key: string,
    forProvider: Readonly<Record<string, unknown>>,
    needs: readonly Need[] = [],
  ): Resource => ({
    key,
    manifest: managedResource(settings, { kind, key, ...retained(plan), forProvider: { bucketRef, ...forProvider } }),
    needs,
  });
  return [
    {
      key: keys.bucket,
      manifest: managedResource(settings, {
        kind: 'Bucket',
        key: keys.bucket,
        externalName: plan.names.bucket,
        ...retained(plan),
        forProvider: { forceDestroy: plan.spec.retentionPolicy === 'Delete' },
      }),
      needs: [],
    },
    part('BucketVersioning', keys.bucketVersioning, { versioningConfiguration: { status: 'Enabled' } }),
    part('BucketServerSideEncryptionConfiguration', keys.bucketEncryption, {
      rule: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyIdRef: sibling(cluster, keys.key),
          },
          // One call to KMS for many objects; the encryption context is the bucket's ARN then.
          bucketKeyEnabled: true,
        },
      ],
    }),
    part('BucketPublicAccessBlock', keys.bucketPublicAccess, {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    part('BucketLifecycleConfiguration', keys.bucketLifecycle, {
      rule: [
        {
          id: 'what-was-replaced',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          // Checkpoints are replaced all of the time.
          noncurrentVersionExpiration: [{ noncurrentDays: 7 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    }),
    part(
      'BucketPolicy',
      keys.bucketPolicy,
      keyArn === undefined ? {} : { policy: bucketPolicy(plan.names.bucket, keyArn, settings.partition) },
      [
        { type: 'Fact', fact: 'the ARN of key', known: keyArn !== undefined },
        // Else S3 may refuse what the block is about to forbid.
        { type: 'Ready', key: keys.bucketPublicAccess },
      ],
    ),
  ];
}
