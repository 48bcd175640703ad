import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { ListObjects, StoredObject } from '../src/data/fetched-inputs.ts';
import { keyOf, pathBelow, streamOf } from './below.ts';

/** `s3://bucket/prefix`, by AWS' SDK: region, credentials and endpoint come from where it always looks for them. */
export const listS3: ListObjects = async (uri) => {
  const client = new S3Client({ followRegionRedirects: true });
  const [Bucket, prefix] = [uri.hostname, keyOf(uri)];
  const objects: StoredObject[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
    for (const { Key = '' } of page.Contents ?? []) {
      const path = pathBelow(prefix, Key);
      if (path === undefined) continue;
      objects.push({
        path,
        open: async () => streamOf((await client.send(new GetObjectCommand({ Bucket, Key }))).Body),
      });
    }
  }
  return objects;
};
