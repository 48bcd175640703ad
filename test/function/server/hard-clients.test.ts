import { expect, test } from '@jest/globals';
import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { parseAddress } from '../../../function/server/address.ts';
import { defaultLimits } from '../../../function/server/limits.ts';
import { createAuthority } from '../../support/authority.ts';
import { clientWith, crossplaneClient, requestOf, runFunction, startTrial } from './trial-server.ts';
import type { TrialServer } from './trial-server.ts';

/** A socket on its way to the server, whose errors the test asks for where it wants to know. */
function tcp(server: TrialServer): Socket {
  return connectTcp(parseAddress(server.address)).on('error', () => undefined);
}

function tls(server: TrialServer, options: ConnectionOptions = {}): TLSSocket {
  const { ca } = server.authority;
  const identity = server.authority.issue('crossplane');
  const to = { ...parseAddress(server.address), ca, servername: 'localhost', ALPNProtocols: ['h2'], ...identity };
  return connect({ ...to, ...options }).on('error', () => undefined);
}

function session(server: TrialServer): ClientHttp2Session {
  const { ca } = server.authority;
  const identity = server.authority.issue('crossplane');
  return connectHttp2(`https://${server.address}`, { ...identity, ca, servername: 'localhost' });
}

function begin(client: ClientHttp2Session): ClientHttp2Stream {
  const headers = {
    ':method': 'POST',
    ':path': '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  return client.request(headers).on('error', () => undefined);
}

/** Whether an honest client is answered, whatever others do. */
async function isServing(server: TrialServer): Promise<boolean> {
  const response = await runFunction(crossplaneClient(server), requestOf({ tag: 'honest' }));
  return response.meta?.tag === 'honest';
}

/** Ends once an honest client was answered, where a short limit may have cut it off too. */
async function serves(server: TrialServer): Promise<void> {
  while (!(await isServing(server).catch(() => false)));
}

/** Ends once the peer has closed a connection. */
async function closed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

test('a client that takes the server for another one does not talk to it', async () => {
  const server = await startTrial();
  const socket = tls(server, { servername: 'other-function.crossplane-system' });
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a client of which the server has a certificate, but of another authority, is not served under any name', async () => {
  const server = await startTrial();
  const stranger = createAuthority('crossplane-root-ca').issue('localhost');
  await expect(runFunction(clientWith(server, stranger), requestOf())).rejects.toMatchObject({
    code: status.UNAVAILABLE,
  });
});

test.each(['TLSv1.2', 'TLSv1.1'] as const)('%s, which could be renegotiated, is not spoken', async (version) => {
  const server = await startTrial();
  const socket = tls(server, { minVersion: 'TLSv1', maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' });
  const [error] = await once(socket, 'error');
  expect(String(error)).toMatch(/protocol|version/i);
  expect(await isServing(server)).toBe(true);
});

test('a client that says nothing is cut off, and hinders nobody meanwhile', async () => {
  const server = await startTrial({ options: { limits: { ...defaultLimits, handshakeSeconds: 1 } } });
  const silent = tcp(server);
  const halfway = tcp(server);
  // The beginning of a ClientHello whose rest never comes.
  halfway.write(Buffer.from('16030100f7010000f303', 'hex'));
  await serves(server);
  await Promise.all([closed(silent), closed(halfway)]);
});

test('a half-open connection is found out and given up', async () => {
  const limits = { ...defaultLimits, keepaliveSeconds: 0.1, keepaliveTimeoutSeconds: 0.1 };
  const server = await startTrial({ options: { limits } });
  const socket = tls(server);
  await once(socket, 'secureConnect');
  // It speaks HTTP/2 once, and answers no ping: there is nobody behind it any more.
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000');
  await closed(socket);
  await serves(server);
});

test('connections beyond the limit are cut, and room that is given back is used again', async () => {
  const server = await startTrial({ options: { limits: { ...defaultLimits, connections: 3 } } });
  const held = [tls(server), tls(server), tls(server)];
  await Promise.all(held.map((socket) => once(socket, 'secureConnect')));
  await closed(tcp(server));
  const [first, ...others] = held;
  first!.destroy();
  // The server learns of the end by a packet of its own.
  await serves(server);
  for (const socket of others) socket.destroy();
});

test('calls whose messages come letter by letter hinder no other', async () => {
  const server = await startTrial();
  const slow = session(server);
  const streams = Array.from({ length: 50 }, () => begin(slow));
  for (const stream of streams) stream.write(Buffer.from([0, 0, 0]));
  expect(await isServing(server)).toBe(true);

  // And the slow ones are answered once all has come.
  const message = Buffer.from(RunFunctionRequest.encode(requestOf({ tag: 'slow' })).finish());
  const rest = Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
  const codes = await Promise.all(
    streams.map(async (stream) => {
      const trailers = once(stream, 'trailers');
      stream.resume();
      for (const byte of rest.subarray(0, 4)) stream.write(Buffer.from([byte]));
      stream.end(rest.subarray(4));
      const [{ 'grpc-status': code }] = await trailers;
      return code;
    }),
  );
  slow.close();
  expect(new Set(codes)).toEqual(new Set(['0']));
});

test('a flood of calls that are begun and given up at once leaves the server serving', async () => {
  const server = await startTrial();
  const flood = session(server).on('error', () => undefined);
  await once(flood, 'connect');
  for (let call = 0; call < 500 && !flood.destroyed; call++) {
    if (call % 50 === 0) await new Promise(setImmediate);
    if (!flood.closed) begin(flood).close(constants.NGHTTP2_CANCEL);
  }
  expect(await isServing(server)).toBe(true);
  flood.destroy();
});

test('a flood of calls at once is answered, all of it', async () => {
  const server = await startTrial();
  const client = crossplaneClient(server);
  const tags = Array.from({ length: 600 }, (_, index) => `call-${index}`);
  const answers = await Promise.all(tags.map((tag) => runFunction(client, requestOf({ tag }))));
  expect(answers.map(({ meta }) => meta?.tag)).toEqual(tags);
});

test('one that sends without end what it did not announce is refused, and not stored', async () => {
  const server = await startTrial({ options: { maxReceiveBytes: 1024 } });
  const client = session(server).on('error', () => undefined);
  const stream = begin(client);
  const trailers = new Promise<unknown>((resolve) => {
    const told = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) resolve(headers['grpc-status']);
    };
    stream.on('response', told).on('trailers', told);
  });
  stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]));
  stream.write(Buffer.alloc(100_000));
  expect(await trailers).toBe(String(status.RESOURCE_EXHAUSTED));
  client.destroy();
  expect(await isServing(server)).toBe(true);
});
