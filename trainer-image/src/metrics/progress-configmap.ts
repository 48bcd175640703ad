import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { progressKey } from '../../../api/trainer-contract/progress.ts';

/** The ConfigMap that a run's progress is written to. */
export interface ConfigMapName {
  readonly namespace: string;
  readonly name: string;
}

/** The API server as a pod finds it. */
export interface ApiServer {
  /** `https://…`; plain `http://` in tests. */
  readonly url: string;
  /** Folder of the ServiceAccount's `token` and `ca.crt`. */
  readonly credentials: string;
}

/** Where Kubernetes mounts a pod's own credentials. */
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** How long the API server may take. */
const timeoutMs = 10_000;

/** The API server of the cluster that this process runs in; throws outside of one. */
export function inClusterApiServer(variables: Readonly<Record<string, string | undefined>>): ApiServer {
  const [host, port] = [variables['KUBERNETES_SERVICE_HOST'], variables['KUBERNETES_SERVICE_PORT']];
  if (host === undefined || port === undefined) {
    throw new Error('this process runs in no cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set');
  }
  return { url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, credentials: serviceAccount };
}

/** Puts a document under the contract's key; throws a sentence where the API server does not accept it. */
export async function patchProgressConfigMap(name: ConfigMapName, document: string, api: ApiServer): Promise<void> {
  // Read each time: the kubelet replaces the token about every hour.
  const token = (await readFile(`${api.credentials}/token`, 'utf8')).trim();
  const url = new URL(`/api/v1/namespaces/${name.namespace}/configmaps/${name.name}`, api.url);
  const isSecure = url.protocol === 'https:';
  const options: RequestOptions = {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' },
    timeout: timeoutMs,
    ...(isSecure && { ca: await readFile(`${api.credentials}/ca.crt`) }),
  };
  const { status, body } = await answerTo(url, options, JSON.stringify({ data: { [progressKey]: document } }));
  if (status !== 200)
    throw new Error(`the API server answers ${status} to a patch of ${url.pathname}: ${reason(body)}`);
}

function answerTo(url: URL, options: RequestOptions, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`the API server did not answer within ${timeoutMs / 1000} s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The sentence of a Kubernetes Status, or the beginning of whatever came. */
function reason(body: string): string {
  try {
    const status = JSON.parse(body) as { readonly message?: unknown };
    if (typeof status.message === 'string') return status.message;
  } catch {
    // Not from the API server itself: a proxy's page, for example.
  }
  return body.slice(0, 200);
}
