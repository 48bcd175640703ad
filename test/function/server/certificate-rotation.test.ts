import { expect, test } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { parseAddress } from '../../../function/server/address.ts';
import { createAuthority, writeServerCertificates } from '../../support/authority.ts';
import { clientOf, crossplaneClient, requestOf, runFunction, startTrial } from './trial-server.ts';
import type { TrialServer } from './trial-server.ts';

/** Resolves when the server has logged this message. */
async function logged(server: TrialServer, msg: string): Promise<void> {
  while (!server.log.some((line) => line['msg'] === msg)) await new Promise(setImmediate);
}

/** The common name in the certificate that a new connection is shown. */
function shownName(server: TrialServer): Promise<string> {
  const { host, port } = parseAddress(server.address);
  const identity = server.authority.issue('looker');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...identity, rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('a rotated certificate is shown to new connections, while open ones live on', async () => {
  const server = await startTrial();
  const { ca } = server.authority;
  const open = connectHttp2(`https://${server.address}`, {
    ...server.authority.issue('open'),
    ca,
    servername: 'localhost',
  });
  await once(open, 'connect');
  expect(await shownName(server)).toBe('function-crosstrain');

  writeServerCertificates(server.certificatesFolder, server.authority, server.authority.issue('rotated'));
  await logged(server, 'new certificates in use');

  expect(await shownName(server)).toBe('rotated');
  const lives = await new Promise((resolve) => open.ping((error) => resolve(error === null)));
  open.close();
  expect(lives).toBe(true);
});

test('a rotated authority decides about new clients', async () => {
  const server = await startTrial();
  const other = createAuthority('crossplane-root-ca-2');
  writeServerCertificates(server.certificatesFolder, other, other.issue('function-crosstrain'));
  await logged(server, 'new certificates in use');

  const { cert, key } = other.issue('crossplane');
  const client = clientOf(
    server.address,
    credentials.createSsl(Buffer.from(other.ca), Buffer.from(key), Buffer.from(cert)),
  );
  await expect(runFunction(client, requestOf({ tag: 'new' }))).resolves.toMatchObject({ meta: { tag: 'new' } });
  await expect(runFunction(crossplaneClient(server), requestOf())).rejects.toThrow();
});

test('files that do not fit together leave the old certificate in use', async () => {
  const server = await startTrial();
  writeFileSync(join(server.certificatesFolder, 'tls.key'), server.authority.issue('half-written').key);
  await logged(server, 'the old certificates stay in use');

  expect(await shownName(server)).toBe('function-crosstrain');
  await expect(runFunction(crossplaneClient(server), requestOf({ tag: 'served' }))).resolves.toMatchObject({
    meta: { tag: 'served' },
  });
});
