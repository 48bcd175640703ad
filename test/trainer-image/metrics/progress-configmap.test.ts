import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { inClusterApiServer, patchProgressConfigMap } from '../../../trainer-image/src/metrics/progress-configmap.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const name = { namespace: 'team-vision', name: 'digits-progress' };
let server: Server | undefined;

afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A stand-in for the API server that keeps what it was asked, and a pod's credentials for it. */
async function apiServer(status: number, answer: string) {
  const requests: unknown[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers;
      requests.push({ method: request.method, url: request.url, authorization, type, body });
      response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const credentials = join(temporaryFolder(), 'serviceaccount');
  mkdirSync(credentials);
  writeFileSync(join(credentials, 'token'), 'first\n');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { requests, api: { url, credentials } };
}

test('the document is merged under its key, with the token of the moment', async () => {
  const { requests, api } = await apiServer(200, '{}');
  await patchProgressConfigMap(name, '{"step":1}', api);
  writeFileSync(join(api.credentials, 'token'), 'second\n');
  await patchProgressConfigMap(name, '{"step":2}', api);
  const request = (token: string, step: number) => ({
    method: 'PATCH',
    url: '/api/v1/namespaces/team-vision/configmaps/digits-progress',
    authorization: `Bearer ${token}`,
    type: 'application/merge-patch+json',
    body: JSON.stringify({ data: { 'progress.json': `{"step":${step}}` } }),
  });
  expect(requests).toEqual([request('first', 1), request('second', 2)]);
});

const refusals = [
  {
    reason: 'the API server says why',
    status: 403,
    answer: '{"kind":"Status","message":"configmaps \\"digits-progress\\" is forbidden"}',
    message: 'configmaps "digits-progress" is forbidden',
  },
  {
    reason: 'a proxy answers instead',
    status: 502,
    answer: '<html>bad gateway</html>',
    message: '<html>bad gateway</html>',
  },
];

test.each(refusals)('a refusal is told with its reason: $reason', async ({ status, answer, message }) => {
  const { api } = await apiServer(status, answer);
  const path = '/api/v1/namespaces/team-vision/configmaps/digits-progress';
  await expect(patchProgressConfigMap(name, '{}', api)).rejects.toThrow(
    `the API server answers ${status} to a patch of ${path}: ${message}`,
  );
});

test('the API server is where Kubernetes says, by name, IPv4 or IPv6', () => {
  const url = (host: string) =>
    inClusterApiServer({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' }).url;
  expect(url('10.96.0.1')).toBe('https://10.96.0.1:443');
  expect(url('fd00::1')).toBe('https://[fd00::1]:443');
});
