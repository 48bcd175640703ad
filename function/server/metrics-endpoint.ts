import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Metrics } from './metrics.ts';

/**
 * Serves /metrics, and /healthz for the kubelet, whose gRPC probe cannot show a client certificate.
 * @returns the server, listening; fails where the address cannot be bound
 */
export async function serveMetrics(
  bind: { readonly host: string; readonly port: number },
  metrics: Metrics,
  isServing: () => boolean,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      metrics.registry.metrics().then(
        (text) => response.setHeader('Content-Type', metrics.registry.contentType).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    } else if (request.url === '/healthz') {
      response.writeHead(isServing() ? 200 : 503).end(isServing() ? 'serving\n' : 'draining\n');
    } else {
      response.writeHead(404).end('here are /metrics and /healthz\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(bind, resolve);
  });
  return server;
}
