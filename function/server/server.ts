import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { bindAt, formatAddress } from './address.ts';
import type { Address } from './address.ts';
import { followCertificates, readCertificates } from './certificates.ts';
import type { ServerOptions } from './flags.ts';
import { Health, healthServiceName } from './health.ts';
import { serveMetrics } from './metrics-endpoint.ts';
import { Metrics, observeCalls } from './metrics.ts';
import { MutualTls } from './mutual-tls.ts';
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
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes,
    'grpc.max_concurrent_streams': options.limits.callsPerConnection,
    'grpc.keepalive_time_ms': options.limits.keepaliveSeconds * 1000,
    // Counters for a debugger that is never connected.
    'grpc.enable_channelz': 0,
    'grpc.keepalive_timeout_ms': options.limits.keepaliveTimeoutSeconds * 1000,
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

  const front = frontOf(server, options, log);
  let metricsServer: HttpServer | undefined;
  const release = () => {
    front.close();
    metricsServer?.close();
    metricsServer?.closeAllConnections();
  };
  try {
    metricsServer = await startMetrics(options.metricsAddress, metrics, health);
    const bound = await bindAt(options.address, front.listen);
    return {
      address: formatAddress(bound),
      metricsAddress: metricsServer && addressOf(metricsServer),
      stop: async (graceSeconds) => {
        health.stop();
        front.close();
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

/** Where connections come in. */
interface Front {
  readonly listen: (address: Address) => Promise<Address>;
  /** Takes no more connections. May be called twice. */
  readonly close: () => void;
}

function frontOf(server: Server, { security, limits }: ServerOptions, log: Logger): Front {
  if (security.kind === 'insecure') {
    log.warn('INSECURE: no TLS, and whoever reaches the port is served; use it only to develop');
    return { listen: (address) => bind(server, address), close: () => {} };
  }
  const { certificatesFolder: folder, readEverySeconds: everySeconds } = security;
  const current = readCertificates(folder);
  // Behind the front there is nothing left to negotiate: what comes through it is a verified client's.
  const behind = server.createConnectionInjector(ServerCredentials.createInsecure());
  const front = new MutualTls(current, limits, {
    accept: (connection) => behind.injectConnection(connection),
    refuse: (reason) => log.warn({ reason }, 'refused a client without a certificate of the authority'),
  });
  const stopFollowing = followCertificates({
    folder,
    everySeconds,
    current,
    onNew: (certificates) => front.replace(certificates),
    onChange: (rotation) => {
      if (rotation.kind === 'rotated') log.info({ folder }, 'new certificates in use');
      else log.warn({ folder, reason: rotation.message }, 'the old certificates stay in use');
    },
  });
  const close = () => {
    stopFollowing();
    front.close();
  };
  return { listen: (address) => front.listen(address), close };
}

async function startMetrics(
  text: string | undefined,
  metrics: Metrics,
  health: Health,
): Promise<HttpServer | undefined> {
  if (text === undefined) return undefined;
  metrics.measureProcess();
  return bindAt(text, (address) => serveMetrics(address, metrics, () => health.isServing));
}

function addressOf(server: HttpServer): string | undefined {
  const address = server.address();
  return address === null || typeof address === 'string'
    ? undefined
    : formatAddress({ host: address.address, port: address.port });
}

function bind(server: Server, address: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.bindAsync(formatAddress(address), ServerCredentials.createInsecure(), (error, port) => {
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
