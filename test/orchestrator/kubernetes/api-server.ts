import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubernetesError } from '../../../orchestrator/kubernetes/cluster.ts';
import type { ObjectReference } from '../../../orchestrator/contract/training-run.ts';
import type { MemoryCluster } from './memory.ts';

type Json = ReturnType<typeof JSON.parse>;

/** Kinds that the double serves, by group version and plural. */
const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  v1: { services: 'Service', events: 'Event', configmaps: 'ConfigMap' },
  'batch/v1': { jobs: 'Job' },
  'crosstrain.dev/v1alpha1': { trainingruns: 'TrainingRun' },
};

/** A double of the API server over HTTP: the four verbs and discovery, as a real client speaks them. */
export interface ApiServer {
  readonly url: string;
  /** Requests: method, path and query. */
  readonly requests: string[];
  /** Connections that were made. */
  readonly connections: () => number;
  /** Group versions that are not served now. */
  readonly missing: Set<string>;
  /** Answers everything so, in place of what the cluster says, while it is set. */
  overrule: ((request: IncomingMessage) => { code: number; headers?: Json; body?: Json } | undefined) | undefined;
  /** Sends an event to everybody who watches TrainingRuns. */
  readonly tell: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Json) => void;
  readonly watchers: Set<ServerResponse>;
  readonly close: () => Promise<void>;
}

/** Serves a cluster over HTTP on loopback. */
export async function serveApi(cluster: MemoryCluster): Promise<ApiServer> {
  let connections = 0;
  const api: ApiServer = {
    url: '',
    requests: [],
    connections: () => connections,
    missing: new Set(),
    overrule: undefined,
    watchers: new Set(),
    tell: (type, object) => {
      for (const watcher of api.watchers) watcher.write(`${JSON.stringify({ type, object })}\n`);
    },
    close: () => closed(server),
  };
  const server = createServer((request, response) => {
    api.requests.push(`${request.method} ${request.url}`);
    void bodyOf(request).then(
      (body) => answer(cluster, api, request, body, response),
      (error: unknown) => send(response, 500, { message: String(error) }),
    );
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, { url: `http://127.0.0.1:${port}` });
}

/** A kubeconfig that leads there, with a bearer token. */
export function kubeconfig(url: string, user: Json = { token: 'token' }): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'worker', user }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'worker' } }],
    'current-context': 'here',
  });
}

async function answer(
  cluster: MemoryCluster,
  api: ApiServer,
  request: IncomingMessage,
  body: Json,
  response: ServerResponse,
): Promise<void> {
  const ruled = api.overrule?.(request);
  if (ruled !== undefined) return send(response, ruled.code, ruled.body, ruled.headers);
  const url = new URL(request.url ?? '/', api.url);
  if (url.pathname === '/apis/crosstrain.dev/v1alpha1/trainingruns') return listOrWatch(cluster, api, url, response);
  const match = /^\/(?:api|apis)\/((?:[^/]+\/)?v\d\w*)(?:\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?)?$/.exec(
    url.pathname,
  );
  const groupVersion = match?.[1] ?? '';
  const served = api.missing.has(groupVersion) ? undefined : kinds[groupVersion];
  if (match === null || served === undefined) return send(response, 404, undefined);
  const [, , namespace = '', plural = '', name = ''] = match;
  if (plural === '') return send(response, 200, resourceList(groupVersion, served));
  const reference = { apiVersion: groupVersion, kind: served[plural] ?? '', namespace, name };
  try {
    send(response, 200, await asked(cluster, request.method ?? 'GET', reference, url, body));
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.why.type !== 'Status') throw error;
    const { code, reason, message, managers, retryAfterSeconds } = error.why;
    const causes = managers.map((manager) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with "${manager}"`,
      field: '.spec.workers',
    }));
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    send(
      response,
      code,
      { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details: { causes } },
      headers,
    );
  }
}

/** All TrainingRuns, or a stream of what happens to them. */
function listOrWatch(cluster: MemoryCluster, api: ApiServer, url: URL, response: ServerResponse): void {
  if (url.searchParams.get('watch') === 'true') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    api.watchers.add(response);
    response.on('close', () => api.watchers.delete(response));
    return;
  }
  const items = [...cluster.objects.values()].filter(({ kind }) => kind === 'TrainingRun');
  const metadata = { resourceVersion: '1' };
  send(response, 200, { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRunList', metadata, items });
}

async function asked(cluster: MemoryCluster, method: string, reference: ObjectReference, url: URL, body: Json) {
  const { port } = cluster;
  switch (method) {
    case 'PATCH': {
      const { searchParams } = url;
      const fieldManager = searchParams.get('fieldManager') ?? '';
      return port.apply(body, { fieldManager, force: searchParams.get('force') === 'true' });
    }
    case 'DELETE':
      await port.delete({ ...reference, uid: body?.preconditions?.uid ?? '' });
      return { kind: 'Status', apiVersion: 'v1', status: 'Success' };
    default:
      if (reference.kind !== 'Event') return port.get(reference);
      return {
        kind: 'EventList',
        apiVersion: 'v1',
        metadata: {},
        items: (await port.events(reference)).map((words) => {
          const [reason = '', message = ''] = words.split(': ');
          return { metadata: {}, reason, message, lastTimestamp: '2026-01-01T00:00:00Z' };
        }),
      };
  }
}

function resourceList(groupVersion: string, served: Readonly<Record<string, string>>): Json {
  const verbs = ['get', 'list', 'patch', 'delete'];
  return {
    kind: 'APIResourceList',
    groupVersion,
    resources: Object.entries(served).map(([name, kind]) => ({ name, kind, namespaced: true, verbs })),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, code: number, body: Json, headers: Json = {}): void {
  response.writeHead(code, { 'content-type': body === undefined ? 'text/plain' : 'application/json', ...headers });
  response.end(body === undefined ? '404 page not found' : JSON.stringify(body));
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
