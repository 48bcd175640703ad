import { ApiException, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import { isRecord, listAt, stringAt } from '../../api/json.ts';
import type { ObjectReference } from '../contract/training-run.ts';
import { KubernetesError, requestWords } from './cluster.ts';
import type { Cluster, ErrorCause, LiveObject, Manifest } from './cluster.ts';
import type { PooledConfig } from './pooled-config.ts';

/** The four verbs on a real cluster. */
export function clusterOf(config: PooledConfig): Cluster {
  const api = config.makeApiClient(KubernetesObjectApi);
  return {
    apply: (manifest, { fieldManager, force }) =>
      asked('apply', { ...manifest.metadata, kind: manifest.kind }, async () =>
        live(await api.patch(copy(manifest), undefined, undefined, fieldManager, force, PatchStrategy.ServerSideApply)),
      ),
    get: (reference) => asked('get', reference, async () => live(await api.read(header(reference)))),
    delete: (reference) =>
      asked('delete', reference, async () => {
        const options = { preconditions: { uid: reference.uid } };
        await api.delete(header(reference), undefined, undefined, undefined, undefined, 'Foreground', options);
      }),
    events: (reference) =>
      asked('list events of', reference, async () => {
        const selector = [
          `involvedObject.kind=${reference.kind}`,
          `involvedObject.name=${reference.name}`,
          'type=Warning',
        ].join(',');
        const list = await api.list('v1', 'Event', reference.namespace, undefined, undefined, undefined, selector);
        return list.items
          .map((item) => live(item))
          .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
          .map((event) => `${stringAt(event, 'reason') ?? ''}: ${stringAt(event, 'message') ?? ''}`);
      }),
  };
}

async function asked<T>(
  verb: string,
  reference: Pick<ObjectReference, 'kind' | 'namespace' | 'name'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new KubernetesError(requestWords(verb, reference), causeOf(error));
  }
}

/** Why a call of the client failed. */
function causeOf(error: unknown): ErrorCause {
  if (error instanceof ApiException) return statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // The client's own words for a kind that discovery does not list.
  if (message.startsWith('Unrecognized API version and kind')) return { type: 'NotServed', message };
  return { type: 'Unreachable', message: reasonOf(error) };
}

function statusOf(error: ApiException<unknown>): ErrorCause {
  if (error.code === 404 && error.message.includes('Failed to fetch resource metadata')) {
    return { type: 'NotServed', message: 'the API group is not served' };
  }
  const status = parsed(error.body);
  const seconds = Number(error.headers['retry-after']);
  return {
    type: 'Status',
    code: error.code,
    reason: stringAt(status, 'reason') ?? '',
    message: stringAt(status, 'message') ?? `the API server answers ${error.code}`,
    ...(Number.isInteger(seconds) && seconds > 0 && { retryAfterSeconds: seconds }),
    managers: listAt(status, 'details', 'causes')
      .filter((entry) => stringAt(entry, 'reason') === 'FieldManagerConflict')
      .map((entry) => /conflict with "([^"]+)"/.exec(stringAt(entry, 'message') ?? '')?.[1] ?? '')
      .filter((manager, index, all) => manager !== '' && all.indexOf(manager) === index),
  };
}

/** The body as the client gives it: unparsed from the object API, absent for a 401. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What is below a failed fetch: `connect ECONNREFUSED 127.0.0.1:6443`. */
function reasonOf(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  const code = isRecord(deepest) ? stringAt(deepest, 'code') : undefined;
  const message = deepest instanceof Error ? deepest.message : String(deepest);
  return message === '' && code !== undefined ? code : message;
}

/** The client writes into what it is given. */
function copy(manifest: Manifest): KubernetesObject {
  return { ...structuredClone(manifest) };
}

function header({ apiVersion, kind, namespace, name }: ObjectReference) {
  return { apiVersion, kind, metadata: { namespace, name } };
}

/** The client turns times into dates: what leaves here is JSON again. */
function live(object: unknown): LiveObject {
  const plain: unknown = JSON.parse(JSON.stringify(object));
  if (!isRecord(plain)) throw new Error('the API server gave no object');
  return plain;
}

function timeOf(event: LiveObject): string {
  return stringAt(event, 'lastTimestamp') ?? stringAt(event, 'eventTime') ?? '';
}
