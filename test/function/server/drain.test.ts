import { expect, test } from '@jest/globals';
import { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { once } from 'node:events';
import { connect } from 'node:http2';
import type { ClientHttp2Stream } from 'node:http2';
import { crossplaneClient, requestOf, runFunction, startTrial } from './trial-server.ts';
import type { TrialServer } from './trial-server.ts';

/** A call of which the server has the headers and waits for the message: as in flight as a call can be. */
async function beginCall(server: TrialServer): Promise<ClientHttp2Stream> {
  const session = connect(`https://${server.address}`, {
    ...server.authority.issue('crossplane'),
    ca: server.authority.ca,
    servername: 'localhost',
  });
  session.on('error', () => {}); // told by the stream
  const stream = session.request({
    ':method': 'POST',
    ':path': '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  // The first byte is on the wire, and the server's answer to a ping shows that it has read that far.
  stream.write(frame().subarray(0, 1));
  await once(session, 'connect');
  await new Promise<void>((resolve, reject) => {
    session.ping((error) => (error ? reject(error) : resolve()));
  });
  return stream;
}

/** The request as gRPC frames it: an uncompressed flag, the length, the message. */
function frame(): Buffer {
  const message = RunFunctionRequest.encode(requestOf({ tag: 'in-flight' })).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

test('a call in flight is answered before the server stops, and a new one is refused', async () => {
  const server = await startTrial();
  const stream = await beginCall(server);

  const stopped = server.stop(60);
  await expect(runFunction(crossplaneClient(server), requestOf())).rejects.toThrow();

  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.end(frame().subarray(1));
  await once(stream, 'close');

  const response = RunFunctionResponse.decode(Buffer.concat(chunks).subarray(5));
  expect(response.meta?.tag).toBe('in-flight');
  expect(await stopped).toBe('drained');
});

test('a call that does not end is cut off when the time is over', async () => {
  const server = await startTrial();
  const stream = await beginCall(server);
  stream.on('error', () => {});
  expect(await server.stop(0.01)).toBe('cut off');
});
