import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { ListObjects, StoredObject } from '../src/data/fetched-inputs.ts';
import { keyOf, pathBelow, streamOf } from './below.ts';

/**
 * `az://account/container/prefix`, by Azure's SDK: the pod's workload identity or whatever else it finds, or the account's
 * key in `AZURE_STORAGE_CONNECTION_STRING`, which also names another endpoint.
 */
export const listAzure: ListObjects = async (uri) => {
  const [container = '', ...rest] = keyOf(uri).split('/');
  const prefix = rest.join('/');
  const client = serviceOf(uri.hostname).getContainerClient(container);
  const objects: StoredObject[] = [];
  for await (const { name } of client.listBlobsFlat({ prefix })) {
    const path = pathBelow(prefix, name);
    if (path === undefined) continue;
    objects.push({
      path,
      open: async () => streamOf((await client.getBlobClient(name).download()).readableStreamBody),
    });
  }
  return objects;
};

function serviceOf(account: string): BlobServiceClient {
  const connection = process.env['AZURE_STORAGE_CONNECTION_STRING'];
  if (connection !== undefined && connection !== '') return BlobServiceClient.fromConnectionString(connection);
  return new BlobServiceClient(`https://${account}.blob.core.windows.net`, new DefaultAzureCredential());
}
