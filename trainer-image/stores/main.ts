import type { Stores } from '../src/data/fetched-inputs.ts';
import { listAzure } from './azure.ts';
import { listGcs } from './gcs.ts';
import { listS3 } from './s3.ts';

/** The object stores that inputs are fetched from, by the scheme of their URIs. A new one is a file and a line here. */
export const stores: Stores['stores'] = { s3: listS3, gs: listGcs, az: listAzure };
