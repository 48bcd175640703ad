import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as later } from 'node:timers/promises';
import { listAt, stringAt } from '../../api/json.ts';
import type { ObjectReference } from '../../simulator/object.ts';
import { variable } from './environment.ts';

// Reads of the API server as its administrator. kubectl takes a tenth of a second for each, and there are thousands.

/** A kind as the API server serves it. */
export interface Served {
  readonly apiVersion: string;
  readonly kind: string;
  /** The name of its lists in paths, such as `jobs`. */
  readonly resource: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
}

/** An answer that is no success; `status` is its HTTP code. */
export class Refused extends Error {
  readonly status: number;

  constructor(path: string, status: number, body: string) {
    super(`cannot read ${path}: ${status} ${body.slice(0, 300)}`);
    this.status = status;
  }
}

let agent: Agent | undefined;

/** What the API server answers to a GET, asked again where it says that it is busy, as kubectl does; rejects with `Refused`. */
export async function read(path: string, accept = 'application/json'): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const { status, body } = await get(path, accept);
    if (status === 200) return JSON.parse(body);
    // A kind that has just come: "storage is (re)initializing".
    if (status !== 429 || attempt === 30) throw new Refused(path, status, body);
    await later(1000);
  }
}

function get(path: string, accept: string): Promise<{ readonly status: number; readonly body: string }> {
  const pki = `${variable('STAND')}/pki`;
  agent ??= new Agent({
    keepAlive: true,
    maxSockets: 8,
    ca: readFileSync(`${pki}/kubernetes.crt`),
    cert: readFileSync(`${pki}/admin.crt`),
    key: readFileSync(`${pki}/admin.key`),
  });
  const options = { agent, headers: { accept } };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, variable('API_SERVER')), options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', reject).on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject).end();
  });
}

/** All kinds that the API server serves, each in its preferred version first. */
export async function served(): Promise<readonly Served[]> {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const lists = await Promise.all([read('/api', accept), read('/apis', accept)]);
  return lists
    .flatMap((list) => listAt(list, 'items'))
    .flatMap((group) => {
      const name = stringAt(group, 'metadata', 'name');
      return listAt(group, 'versions').flatMap((version) => {
        const words = [name, stringAt(version, 'version')].filter((word) => word !== undefined && word !== '');
        return listAt(version, 'resources').map((resource) => ({
          apiVersion: words.join('/'),
          kind: stringAt(resource, 'responseKind', 'kind') ?? '',
          resource: stringAt(resource, 'resource') ?? '',
          isNamespaced: stringAt(resource, 'scope') === 'Namespaced',
          verbs: listAt(resource, 'verbs').map(String),
        }));
      });
    });
}

let known: readonly Served[] = [];

/** The path of an object. Throws where the API server serves no such kind. */
export async function pathOf({ apiVersion, kind, namespace, name }: ObjectReference): Promise<string> {
  const isIt = (one: Served) => one.apiVersion === apiVersion && one.kind === kind;
  if (!known.some(isIt)) known = await served();
  const kindServed = known.find(isIt);
  if (kindServed === undefined) throw new Error(`cannot read ${kind} ${name}: ${apiVersion} is not served here`);
  return `${listPath(kindServed, namespace)}/${name}`;
}

/** The path of all objects of a kind, of a namespace where it is given and the kind has any. */
export function listPath({ apiVersion, resource, isNamespaced }: Served, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${isNamespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''}/${resource}`;
}
