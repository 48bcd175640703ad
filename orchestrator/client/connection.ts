import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { codecsOf } from '../temporal/encryption.ts';
import { wordsOf } from '../temporal/unreachable.ts';

/** A client of the Temporal that the standard `TEMPORAL_` variables name; close its connection in the end. */
export async function connect(environment: Readonly<Record<string, string | undefined>>, identity: string) {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const { address, tls, apiKey } = connectionOptions;
  const connection = await Connection.connect({
    ...(address !== undefined && { address }),
    ...(tls !== undefined && tls !== null && { tls }),
    ...(apiKey !== undefined && { apiKey }),
    connectTimeout: '10s',
  }).catch((error: unknown) => {
    throw new Error(`cannot reach Temporal at ${address ?? 'localhost:7233'}: ${wordsOf(error)}`);
  });
  return new Client({ connection, namespace, identity, dataConverter: { payloadCodecs: [...codecsOf(environment)] } });
}
