import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { definitions, compositions } from '../../../cli/sources/package.ts';
import { runFunction } from '../../../function/run-function.ts';
import { clusterWith } from '../../../simulator/api-server.ts';
import { providers } from '../../../simulator/providers/index.ts';
import { settle } from '../../../simulator/settle.ts';
import { cluster, clusterPolicy } from '../../function/compose/aws/stories.ts';

/** What core asks for one composite whose resources are all there, and what is composed for it. */
export interface Workload {
  /** Composed objects by composition resource name. */
  readonly objects: Readonly<Record<string, unknown>>;
  /** The request in bytes; each number gives other identities, another resource version and another fact. */
  readonly request: (number: number) => Buffer;
}

/** What differs between requests, with as many digits as stand in its place; the same place wherever it occurs. */
const placeholders = {
  uid: '00000000-0000-4000-8000-000000000000',
  resourceVersion: '1000000000',
  endpoint: '0123456789ABCDEF0123456789ABCDEF',
};

/** A cluster on AWS at rest: the composite with the most resources. */
export async function createdCluster(): Promise<Workload> {
  const last = await lastRequest('TrainingCluster');
  const text = JSON.stringify(RunFunctionRequest.toJSON(last));
  const { uid } = metadataOf(last);
  const endpoint = /https:\/\/[^"]*eks\.amazonaws\.com/.exec(text)?.[0];
  if (endpoint === undefined) throw new Error('cannot find a fact to change: no endpoint in the request');
  const named = text.replaceAll(uid, placeholders.uid).replaceAll(endpoint, `https://${placeholders.endpoint}.eks`);
  const template = RunFunctionRequest.fromJSON(JSON.parse(named));
  metadataOf(template).resourceVersion = placeholders.resourceVersion;
  const bytes = Buffer.from(RunFunctionRequest.encode(template).finish());
  const places = Object.values(placeholders).flatMap((text) => offsets(bytes, text).map((at) => ({ at, text })));
  const resources = Object.entries(runFunction(template).desired?.resources ?? {});
  return {
    objects: Object.fromEntries(resources.map(([key, { resource }]) => [key, resource])),
    request(number) {
      const copy = Buffer.from(bytes);
      for (const { at, text } of places) copy.write(numbered(text, number), at, 'latin1');
      return copy;
    },
  };
}

/** The last of the requests about the one composite of a kind. */
async function lastRequest(kind: string): Promise<RunFunctionRequest> {
  let last: RunFunctionRequest | undefined;
  const now = (pass: number) => new Date(Date.UTC(2026, 0, 1, 0, pass)).toISOString();
  const objects = clusterWith(definitions);
  for (const object of [clusterPolicy(), cluster()]) objects.put(object, now(0));
  await settle(objects, {
    compositions,
    definitions,
    providers,
    now,
    call(_name, request) {
      if (request.observed?.composite?.resource?.['kind'] === kind) last = request;
      return Promise.resolve(runFunction(request));
    },
  });
  if (last === undefined) throw new Error(`cannot find a request about a ${kind}`);
  return last;
}

function metadataOf(request: RunFunctionRequest): { uid: string; resourceVersion: string } {
  return request.observed?.composite?.resource?.['metadata'] as { uid: string; resourceVersion: string };
}

/** The text with the number as its last digits; zero leaves it as it is. */
function numbered(text: string, number: number): string {
  const digits = number === 0 ? '' : String(number);
  return text.slice(0, text.length - digits.length) + digits;
}

function offsets(bytes: Buffer, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at);
  return found;
}
