import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { TrainerError } from '../trainer-error.ts';

/** A listening server of metrics and health. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` for Prometheus and `/healthz` for the kubelet on all addresses; 0 as port takes a free one.
 * Throws a TrainerError (`configuration`) where the port is taken.
 */
export async function serveMetrics(port: number, registry: Registry): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && path === '/healthz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    } else if (isRead && path === '/metrics') {
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        (caught: unknown) => response.writeHead(500).end(`cannot collect metrics: ${String(caught)}\n`),
      );
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('there are /metrics and /healthz\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (caught) =>
      reject(new TrainerError('configuration', `cannot listen on port ${port} for metrics: ${caught.message}`)),
    );
    server.listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
