import { expect, test } from '@jest/globals';
import { credentials, status } from '@grpc/grpc-js';
import { createAuthority } from '../../support/authority.ts';
import type { Authority, Identity } from '../../support/authority.ts';
import {
  clientOf,
  clientWith,
  crossplaneClient,
  passThrough,
  requestOf,
  runFunction,
  startTrial,
} from './trial-server.ts';

const hour = 3_600_000;

const refused: { name: string; identity: (own: Authority) => Identity | undefined }[] = [
  { name: 'a client without a certificate', identity: () => undefined },
  {
    name: 'a client of another authority, even of the same name',
    identity: () => createAuthority('crossplane-root-ca').issue('crossplane'),
  },
  {
    name: 'a client whose certificate has expired',
    identity: (own) =>
      own.issue('crossplane', { from: new Date(Date.now() - 2 * hour), to: new Date(Date.now() - hour) }),
  },
  {
    name: 'a client that signed itself under the name of the authority',
    identity: () => createAuthority('crossplane-root-ca').issue('crossplane-root-ca'),
  },
  {
    name: 'a client under the name of its authority whose certificate has expired',
    identity: (own) =>
      own.issue('crossplane-root-ca', { from: new Date(Date.now() - 2 * hour), to: new Date(Date.now() - hour) }),
  },
];

test.each(refused)('$name is refused', async ({ identity }) => {
  let calls = 0;
  const server = await startTrial({
    runFunction: (request) => {
      calls++;
      return passThrough(request);
    },
  });
  const client = clientWith(server, identity(server.authority));
  await expect(runFunction(client, requestOf())).rejects.toMatchObject({ code: status.UNAVAILABLE });
  expect(calls).toBe(0);
  await runFunction(crossplaneClient(server), requestOf());
  expect(calls).toBe(1);
});

test('a client without TLS is refused', async () => {
  const server = await startTrial();
  const client = clientOf(server.address, credentials.createInsecure());
  await expect(runFunction(client, requestOf())).rejects.toMatchObject({ code: status.UNAVAILABLE });
});

test('a client with a certificate of the authority is served', async () => {
  const server = await startTrial();
  const response = await runFunction(crossplaneClient(server), requestOf({ tag: 'right' }));
  expect(response.meta?.tag).toBe('right');
});

// Crossplane's real client certificate is one, and OpenSSL takes it for self-signed.
test('a client with a certificate of the authority under the name of that authority is served', async () => {
  const server = await startTrial();
  const client = clientWith(server, server.authority.issue('crossplane-root-ca'));
  const response = await runFunction(client, requestOf({ tag: 'namesake' }));
  expect(response.meta?.tag).toBe('namesake');
});

test('without TLS whoever asks is served, and the log says so loudly', async () => {
  const server = await startTrial({ options: { security: { kind: 'insecure' } } });
  const response = await runFunction(
    clientOf(server.address, credentials.createInsecure()),
    requestOf({ tag: 'plain' }),
  );
  expect(response.meta?.tag).toBe('plain');
  expect(server.log).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringMatching(/^INSECURE/) }));
});
