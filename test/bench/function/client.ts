import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import type { Authority } from '../../support/authority.ts';

/** A client that sends and returns bytes as they are, so that servers are measured and not the client's codec. */
export interface RawClient {
  /** Calls RunFunction. Rejects where gRPC's status is not OK. */
  call(request: Buffer): Promise<Buffer>;
  close(): void;
}

const path = '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction';

/** Bytes before a message: whether it is compressed, and its length. */
const prefix = 5;

/** Connects over mutual TLS, as Crossplane does. Rejects where the server cannot be reached. */
export function connectTo(port: number, authority: Authority): Promise<RawClient> {
  const { cert, key } = authority.issue('crossplane');
  const window = 4 * 1024 * 1024;
  const session = connect(`https://localhost:${port}`, {
    ca: authority.ca,
    cert,
    key,
    settings: { initialWindowSize: window },
    lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    session.once('connect', () => {
      session.setLocalWindowSize(window);
      resolve({ call: (request) => call(session, request), close: () => session.close() });
    });
  });
}

function call(session: ClientHttp2Session, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let status: unknown;
    stream.on('response', (headers) => (status = headers['grpc-status']));
    stream.on('trailers', (trailers) => (status = trailers['grpc-status']));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      if (status === '0') resolve(Buffer.concat(chunks).subarray(prefix));
      else reject(new Error(`the server answered with status ${String(status)}`));
    });
    const head = Buffer.alloc(prefix);
    head.writeUInt32BE(request.length, 1);
    stream.write(head);
    stream.end(request);
  });
}
