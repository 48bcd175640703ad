import { connect, createSecureServer } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../../support/authority.ts';

/** What stands before Temporal's server where it is not on loopback; the development server itself knows no TLS. */
export interface Guard {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Who is let in. */
interface Demands {
  /** Who signs the server's certificate. */
  readonly authority: Authority;
  /** Who must have signed the client's. Absent: a client needs none. */
  readonly clients?: Authority;
  readonly apiKey?: string;
}

/** Serves gRPC over TLS on loopback, and passes on to Temporal what is let in. */
export async function guarded(temporal: string, { authority, clients, apiKey }: Demands): Promise<Guard> {
  const upstream = connect(`http://${temporal}`);
  upstream.on('error', () => undefined);
  const { cert, key } = authority.issue('temporal');
  const server = createSecureServer({
    cert,
    key,
    ...(clients && { ca: clients.ca, requestCert: true, rejectUnauthorized: true }),
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
      refuse(stream);
      return;
    }
    pass(stream, upstream.request(passedOn(headers)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `localhost:${port}`,
    close: async () => {
      upstream.destroy();
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** gRPC's own refusal: UNAUTHENTICATED is 16. */
function refuse(stream: ServerHttp2Stream): void {
  const grpc = { 'content-type': 'application/grpc', 'grpc-status': '16', 'grpc-message': 'the API key is wrong' };
  stream.respond({ ':status': 200, ...grpc }, { endStream: true });
}

function passedOn(headers: IncomingHttpHeaders) {
  const { authorization: _, ':authority': __, ':scheme': ___, ...rest } = headers as Record<string, string>;
  return rest;
}

function pass(stream: ServerHttp2Stream, up: ReturnType<ReturnType<typeof connect>['request']>): void {
  let trailers: IncomingHttpHeaders = {};
  up.on('trailers', (given) => {
    trailers = given;
  });
  up.on('error', () => stream.close());
  stream.on('close', () => up.close());
  up.on('response', (headers) => {
    if (stream.destroyed) return;
    if ('grpc-status' in headers) {
      stream.respond(headers, { endStream: true });
      return;
    }
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    up.pipe(stream);
  });
  stream.pipe(up);
}
