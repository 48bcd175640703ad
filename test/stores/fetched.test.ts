import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient } from '@azure/storage-blob';
import { Storage } from '@google-cloud/storage';
import { runTrainer } from '../trainer-image/trainer-process.ts';
import { serveAzure, serveGcs, serveS3, type StoreServer } from './servers.ts';

const bucket = 'crosstrain-data';

/** Azurite's one account, whose key everybody knows. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const rows = (from: number, to: number) =>
  `x,y\n${Array.from({ length: to - from }, (_, i) => `${(from + i) / 10},${(2 * (from + i)) / 10 + 1}\n`).join('')}`;

/** What lies in each store: two files of the input, one in a folder below it, and others beside it. */
const objects: Readonly<Record<string, string>> = {
  'points/first.csv': rows(0, 30),
  'points/more/second.csv': rows(30, 60),
  'points-of-others/first.csv': 'x,y\nno,number\n',
};

interface Store {
  readonly name: string;
  readonly uri: string;
  readonly serve: () => Promise<StoreServer>;
  /** What the SDK in the trainer finds the server by. */
  readonly variables: (port: number) => Readonly<Record<string, string>>;
  readonly fill: (port: number) => Promise<void>;
}

const azureConnection = (port: number) =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=http://127.0.0.1:${port}/${account};`;

const stores: readonly Store[] = [
  {
    name: 'S3',
    uri: `s3://${bucket}/points`,
    serve: serveS3,
    variables: (port) => ({
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
      AWS_REGION: 'us-east-1',
    }),
    async fill(port) {
      const client = new S3Client({
        endpoint: `http://127.0.0.1:${port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
        forcePathStyle: true,
      });
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      for (const [Key, Body] of Object.entries(objects)) {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
      }
    },
  },
  {
    name: 'Google Cloud Storage',
    uri: `gs://${bucket}/points`,
    serve: serveGcs,
    variables: (port) => ({ STORAGE_EMULATOR_HOST: `http://127.0.0.1:${port}/storage/v1` }),
    async fill(port) {
      const storage = new Storage({ apiEndpoint: `http://127.0.0.1:${port}`, projectId: 'nobody' });
      await storage.createBucket(bucket);
      for (const [name, content] of Object.entries(objects)) {
        await storage.bucket(bucket).file(name).save(content, { resumable: false });
      }
    },
  },
  {
    name: 'Azure Blob Storage',
    uri: `az://${account}/${bucket}/points`,
    serve: serveAzure,
    variables: (port) => ({ AZURE_STORAGE_CONNECTION_STRING: azureConnection(port) }),
    async fill(port) {
      const container = BlobServiceClient.fromConnectionString(azureConnection(port)).getContainerClient(bucket);
      await container.create();
      for (const [name, content] of Object.entries(objects)) {
        await container.getBlockBlobClient(name).upload(content, Buffer.byteLength(content));
      }
    },
  },
];

/** Learns a line from the points of the input, and says how many it found. */
const line = `export default {
  goal: { metric: 'points', atLeast: 60 },
  defaults: { epochs: 1, batchSize: 20 },
  experiment({ seed }, { tf, layers: { sequential, layers }, heNormal, inputRecords }) {
    const records = inputRecords('points', { format: 'csv', fields: { x: 'float32', y: 'float32' } });
    return {
      records, dataDigest: records.digest, examples: records.length, testExamples: 0,
      model: () => sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: heNormal(seed, 'line') })] }),
      batch: (indices, random, { x, y }) => ({ inputs: tf.tensor2d(x, [x.length, 1]), targets: tf.tensor2d(y, [y.length, 1]) }),
      loss: (targets, outputs) => tf.losses.meanSquaredError(targets, outputs),
      evaluate: () => ({ points: records.length }),
    };
  },
};
`;

describe.each(stores)('an input in $name', ({ uri, serve, variables, fill }) => {
  let server: StoreServer;
  let folder: string;
  let inputOf: (uri: string) => Readonly<Record<string, string>>;

  beforeAll(async () => {
    server = await serve();
    await fill(server.port);
    folder = mkdtempSync(join(tmpdir(), 'crosstrain-stores-'));
    writeFileSync(join(folder, 'line.mjs'), line);
    inputOf = (from) => ({
      ...variables(server.port),
      CROSSTRAIN_RECIPE: '',
      CROSSTRAIN_SOURCE: folder,
      CROSSTRAIN_MODULE: 'line.mjs',
      CROSSTRAIN_ARTIFACTS: join(folder, 'artifacts'),
      CROSSTRAIN_INPUTS: JSON.stringify([{ name: 'points', uri: from, access: 'ReadOnly' }]),
      TMPDIR: folder,
    });
  });

  afterAll(async () => {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is fetched by the store’s own SDK, with all below its path and nothing beside it, and gone afterwards', async () => {
    const ended = await runTrainer({ variables: inputOf(uri) });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.events.at(-1)).toMatchObject({ event: 'finished', metrics: { points: 60 } });
    expect(readdirSync(folder).filter((name) => name.startsWith('crosstrain-inputs'))).toEqual([]);
    expect(
      JSON.parse(readFileSync(join(folder, 'artifacts', 'checkpoints', '3', 'manifest.json'), 'utf8')),
    ).toMatchObject({
      position: { step: 3 },
    });
  });

  test('that is not there ends the run with 66 and its name', async () => {
    const missing = uri.replace('points', 'nothing');
    const ended = await runTrainer({ variables: inputOf(missing) });
    expect(ended.code).toBe(66);
    expect(ended.events.at(-1)).toMatchObject({
      reason: 'noInput',
      message: `cannot read input points from ${missing}: nothing lies there`,
    });
  });
});
