import { Capability, FunctionRunnerServiceService, RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { Client, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials, ServiceError } from '@grpc/grpc-js';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach } from '@jest/globals';
import type { ServerOptions } from '../../../function/server/flags.ts';
import { defaultLimits } from '../../../function/server/limits.ts';
import type { RunFunction } from '../../../function/server/runner.ts';
import { startServer } from '../../../function/server/server.ts';
import type { RunningServer } from '../../../function/server/server.ts';
import { createAuthority, writeServerCertificates } from '../../support/authority.ts';
import type { Authority, Identity } from '../../support/authority.ts';

/** A server over a real socket, and what a test needs to call it. Stopped after the test. */
export interface TrialServer extends RunningServer {
  readonly authority: Authority;
  readonly certificatesFolder: string;
  /** Every line that it logged. */
  readonly log: readonly Record<string, unknown>[];
}

const toClose: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

/** The function of most tests: gives back what is desired. */
export const passThrough: RunFunction = (request) =>
  RunFunctionResponse.fromPartial({ meta: { tag: request.meta?.tag ?? '' }, desired: request.desired ?? {} });

/** Starts a server with mutual TLS on a free port; `options` replaces any of its options. */
export async function startTrial(
  trial: { readonly runFunction?: RunFunction; readonly options?: Partial<ServerOptions> } = {},
): Promise<TrialServer> {
  const authority = createAuthority('crossplane-root-ca');
  const certificatesFolder = temporaryFolder();
  writeServerCertificates(certificatesFolder, authority, authority.issue('function-crosstrain'));
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const server = await startServer(
    {
      address: '127.0.0.1:0',
      metricsAddress: undefined,
      security: { kind: 'mutual-tls', certificatesFolder, readEverySeconds: 0.02 },
      maxReceiveBytes: 4 * 1024 * 1024,
      limits: defaultLimits,
      isDebug: true,
      ...trial.options,
    },
    trial.runFunction ?? passThrough,
    log,
  );
  toClose.push(() => server.stop(0));
  return { ...server, authority, certificatesFolder, log: lines };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'crosstrain-server-'));
}

/** A client of the server that shows this certificate and trusts the server's authority. Closed after the test. */
export function clientWith(server: TrialServer, identity: Identity | undefined): Client {
  const { ca } = server.authority;
  const tls = identity
    ? credentials.createSsl(Buffer.from(ca), Buffer.from(identity.key), Buffer.from(identity.cert))
    : credentials.createSsl(Buffer.from(ca));
  return clientOf(server.address, tls);
}

/** The client that Crossplane is. */
export function crossplaneClient(server: TrialServer): Client {
  return clientWith(server, server.authority.issue('crossplane'));
}

export function clientOf(address: string, channelCredentials: ChannelCredentials): Client {
  // Its own connection per client, and one attempt: a refusal is told, not retried.
  const client = new Client(address, channelCredentials, {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    ...(channelCredentials._isSecure() && { 'grpc.ssl_target_name_override': 'localhost' }),
    'grpc.max_receive_message_length': -1,
  });
  toClose.push(() => client.close());
  return client;
}

/** Calls RunFunction; rejects with gRPC's error. */
export function runFunction(client: Client, request: RunFunctionRequest, version = 'v1'): Promise<RunFunctionResponse> {
  const { requestSerialize, responseDeserialize } = FunctionRunnerServiceService.runFunction;
  const path = `/apiextensions.fn.proto.${version}.FunctionRunnerService/RunFunction`;
  return unary(client, { path, requestSerialize, responseDeserialize }, request);
}

/** One unary call of any method. */
export function unary<Request, Response>(
  client: Client,
  method: {
    readonly path: string;
    readonly requestSerialize: (request: Request) => Buffer;
    readonly responseDeserialize: (bytes: Buffer) => Response;
  },
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const answered = (error: ServiceError | null, response?: Response) => {
      if (error !== null || response === undefined) reject(error ?? new Error('no response'));
      else resolve(response);
    };
    client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, answered);
  });
}

/** A request about one TrainingRun, whose size a test may choose. */
export function requestOf(fields: { readonly tag?: string; readonly padding?: string } = {}): RunFunctionRequest {
  return RunFunctionRequest.fromPartial({
    meta: { tag: fields.tag ?? 'a-tag', capabilities: [Capability.CAPABILITY_CAPABILITIES] },
    observed: {
      composite: {
        resource: {
          apiVersion: 'crosstrain.dev/v1alpha1',
          kind: 'TrainingRun',
          metadata: { name: 'digits', namespace: 'team-vision', annotations: { padding: fields.padding ?? '' } },
        },
      },
    },
    desired: { resources: { settings: { resource: { apiVersion: 'v1', kind: 'ConfigMap' } } } },
  });
}
