import { Storage } from '@google-cloud/storage';
import type { ListObjects } from '../src/data/fetched-inputs.ts';
import { keyOf, pathBelow } from './below.ts';

/** `gs://bucket/prefix`, by Google's SDK: credentials come from where it always looks for them. */
export const listGcs: ListObjects = async (uri) => {
  const prefix = keyOf(uri);
  const bucket = new Storage().bucket(uri.hostname);
  const [files] = await bucket.getFiles({ prefix });
  return files.flatMap((file) => {
    const path = pathBelow(prefix, file.name);
    return path === undefined ? [] : [{ path, open: async () => file.createReadStream() }];
  });
};
