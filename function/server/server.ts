import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { bindAt, formatAddress } from './address.ts';
import type { Address } from './address.ts';
import { MutualTls, followCertificates, readCertificates } from './certificates.ts';
import type { Security, ServerOptions } from './flags.ts';
import { Health, healthServiceName } from './health.ts';
import { serveMetrics } from './metrics-endpoint.ts';
import { Metrics, observeCalls } from './metrics.ts';
import { addReflection } from './reflection.ts';
import { answer } from './runner.ts';
import type { RunFunction } from './runner.ts';
import { runnerServiceNames, runnerServices } from './service.ts';

/** A server that takes calls. */
export interface RunningServer {
  /** `host:port` that was bound. */
  readonly address: string;
  /** `host:port` of /metrics and /healthz, where they are served. */
  readonly metricsAddress: string | undefined;
  /** Refuses new calls and waits for those in flight, at most so many seconds; then cuts them off. */
  stop(graceSeconds: number): Promise<'drained' | 'cut off'>;
}

/** Serves the function until it is stopped. Throws where an address cannot be bound or the certificates cannot be used. */
export async function startServer(
  options: ServerOptions,
  runFunction: RunFunction,
  log: Logger,
): Promise<RunningServer> {
  const metrics = new Metrics();
  const health = new Health([...runnerServiceNames, healthServiceName]);
  const { credentials, stopFollowing } = credentialsFor(options.security, log);
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes,
    interceptors: [observeCalls(metrics)],
  });
  const services = runnerServices((request) => {
    const outcome = answer(request, runFunction, log);
    if (outcome.kind === 'response') {
      metrics.ran({ requestBytes: request.length, responseBytes: outcome.bytes.length, isFatal: outcome.isFatal });
    }
    return outcome;
  });
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  health.addTo(server);
  addReflection(server);

  let metricsServer: HttpServer | undefined;
  const release = () => {
    stopFollowing();
    metricsServer?.close();
    metricsServer?.closeAllConnections();
  };
  try {
    metricsServer = await startMetrics(options.metricsAddress, metrics, health);
    const bound = await bindAt(options.address, (address) => bind(server, address, credentials));
    return {
      address: formatAddress(bound),
      metricsAddress: metricsServer && addressOf(metricsServer),
      stop: async (graceSeconds) => {
        health.stop();
        const outcome = await drain(server, graceSeconds);
        release();
        return outcome;
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function credentialsFor(
  security: Security,
  log: Logger,
): { credentials: ServerCredentials; stopFollowing: () => void } {
  if (security.kind === 'insecure') {
    log.warn('INSECURE: no TLS, and whoever reaches the port is served; use it only to develop');
    return { credentials: ServerCredentials.createInsecure(), stopFollowing: () => {} };
  }
  const { certificatesFolder: folder, readEverySeconds: everySeconds } = security;
  const current = readCertificates(folder);
  const credentials = new MutualTls(current);
  const stopFollowing = followCertificates({
    folder,
    everySeconds,
    credentials,
    current,
    onChange: (rotation) => {
      if (rotation.kind === 'rotated') log.info({ folder }, 'new certificates in use');
      else log.warn({ folder, reason: rotation.message }, 'the old certificates stay in use');
    },
  });
  return { credentials, stopFollowing };
}

async function startMetrics(
  text: string | undefined,
  metrics: Metrics,
  health: Health,
): Promise<HttpServer | undefined> {
  if (text === undefined) return undefined;
  metrics.measureProcess();
  return await bindAt(text, (address) => serveMetrics(address, metrics, () => health.isServing));
}

function addressOf(server: HttpServer): string | undefined {
  const address = server.address();
  return address === null || typeof address === 'string'
    ? undefined
    : formatAddress({ host: address.address, port: address.port });
}

function bind(server: Server, address: Address, credentials: ServerCredentials): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.bindAsync(formatAddress(address), credentials, (error, port) => {
      if (error === null) resolve({ ...address, port });
      else reject(error);
    });
  });
}

function drain(server: Server, graceSeconds: number): Promise<'drained' | 'cut off'> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      server.forceShutdown();
      resolve('cut off');
    }, graceSeconds * 1000);
    server.tryShutdown(() => {
      clearTimeout(deadline);
      resolve('drained');
    });
  });
}
