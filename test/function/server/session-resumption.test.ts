import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import type { Server, TLSSocket, TlsOptions } from 'node:tls';
import { readCertificates } from '../../../function/server/certificates.ts';
import { clientProblem } from '../../../function/server/client-certificate.ts';
import { createAuthority, writeServerCertificates } from '../../support/authority.ts';
import type { Authority, Identity } from '../../support/authority.ts';
import { temporaryFolder } from './trial-server.ts';

const authority: Authority = createAuthority('crossplane-root-ca');
const folder = temporaryFolder();
writeServerCertificates(folder, authority, authority.issue('function-crosstrain'));
const certificates = readCertificates(folder);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface SecondConnection {
  readonly isReused: boolean;
  readonly isAuthorized: boolean;
  readonly problem: string | undefined;
}

/** What the server thinks of a client that comes again with the session of its first connection. */
async function comingAgain(options: TlsOptions, identity: Identity | undefined): Promise<SecondConnection> {
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: false });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = { host: '127.0.0.1', port, ca: authority.ca, servername: 'localhost', ...identity };

  // Sessions reach a client with the first bytes that it reads.
  server.once('secureConnection', (socket) => socket.end('x'));
  const first = connect(client).resume();
  let session: Buffer | undefined;
  first.on('session', (ticket) => (session = ticket));
  await once(first, 'close');

  const second = connect({ ...client, ...(session && { session }) }).on('error', () => undefined);
  const [socket]: TLSSocket[] = await once(server, 'secureConnection');
  const seen = {
    isReused: socket!.isSessionReused(),
    isAuthorized: socket!.authorized,
    problem: clientProblem(socket!, []),
  };
  second.destroy();
  socket!.destroy();
  return seen;
}

test('a session begun without a certificate is refused, though Node calls it authorized when it is resumed', async () => {
  const { secureOptions: _noTickets, ...withTickets } = certificates;
  const seen = await comingAgain(withTickets, undefined);
  expect(seen).toEqual({ isReused: true, isAuthorized: true, problem: 'NO_CERTIFICATE' });
});

test('the server lets no session be resumed: who comes again is verified again', async () => {
  const seen = await comingAgain(certificates, authority.issue('crossplane'));
  expect(seen).toEqual({ isReused: false, isAuthorized: true, problem: undefined });
});
