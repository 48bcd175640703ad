import { spawn } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { parseObject } from '../../../simulator/object.ts';
import { kubectl, variable } from '../stand.ts';
import type { Fields, KubernetesObject, ObjectReference } from '../../../simulator/object.ts';

/** The stand's API server as a controller speaks to it: watches are streams, which kubectl's commands do not give. */
export interface Connection {
  /** Tells of all objects of a kind and then of each change, until the connection is closed. */
  readonly watch: (kind: string, watcher: Watcher) => void;
  /** Merges fields into an object; `false` where it has changed since or is gone. */
  readonly patch: (reference: ObjectReference, fields: Fields, subresource?: 'status') => Promise<boolean>;
  readonly create: (object: KubernetesObject) => Promise<void>;
  readonly close: () => void;
}

/** Who is told of the objects of a kind. */
interface Watcher {
  /** All that there are: at the beginning, and again where the stream of changes has broken. */
  readonly listed: (objects: readonly KubernetesObject[]) => void;
  readonly seen: (object: KubernetesObject, isThere: boolean) => void;
}

/** Connects as the stand's administrator. */
export async function connected(): Promise<Connection> {
  const proxy = spawn(variable('KUBECTL'), ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise<string>((resolve, reject) => {
    proxy.stdout.on('data', (text: Buffer) => {
      const port = /127\.0\.0\.1:(\d+)/.exec(text.toString())?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    proxy.once('exit', (code) => reject(new Error(`kubectl proxy ended with ${code}`)));
  });
  const paths = await resourcePaths();
  const closing = new AbortController();
  const path = ({ apiVersion, kind, namespace, name }: ObjectReference) => {
    const { folder, plural } = at(paths, `${apiVersion}/${kind}`);
    return `${address}${folder}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${plural}/${name}`;
  };

  const follow = async (kind: string, { listed, seen }: Watcher) => {
    const { folder, plural } = at(paths, kind);
    const list: unknown = await (await fetch(`${address}${folder}/${plural}`, closing)).json();
    const [apiVersion, own] = [kind.slice(0, kind.lastIndexOf('/')), kind.slice(kind.lastIndexOf('/') + 1)];
    // Items of a list do not say what they are.
    listed(listAt(list, 'items').map((item) => objectIn({ ...recordAt(item), apiVersion, kind: own })));
    const since = stringAt(list, 'metadata', 'resourceVersion') ?? '';
    // Node ends streams in which nothing came for five minutes.
    const query = `watch=true&timeoutSeconds=240&resourceVersion=${since}`;
    const answer = await fetch(`${address}${folder}/${plural}?${query}`, closing);
    if (!answer.ok || answer.body === null) throw new Error(`cannot watch ${kind}: ${await answer.text()}`);
    let rest = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event: unknown = JSON.parse(line);
        seen(objectIn(recordAt(event, 'object')), stringAt(event, 'type') !== 'DELETED');
      }
    }
  };
  return {
    watch: (kind, watcher) => {
      // A stream that ends, as when the API server is started anew, is opened again.
      const forever = async (): Promise<void> => {
        while (!closing.signal.aborted) {
          await follow(kind, watcher).catch((error: unknown) => {
            if (!closing.signal.aborted) process.stderr.write(`${String(error)}\n`);
          });
          await later(500);
        }
      };
      void forever();
    },
    patch: async (reference, fields, subresource) => {
      const answer = await fetch(`${path(reference)}${subresource === undefined ? '' : `/${subresource}`}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: JSON.stringify(fields),
      });
      const said = await answer.text();
      if (!answer.ok && ![404, 409].includes(answer.status)) throw new Error(`cannot patch ${reference.kind}: ${said}`);
      return answer.ok;
    },
    create: async (object) => {
      const { apiVersion, kind, metadata } = object;
      const { folder, plural } = at(paths, `${apiVersion}/${kind}`);
      const answer = await fetch(`${address}${folder}/namespaces/${metadata.namespace ?? ''}/${plural}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(object),
      });
      const said = await answer.text();
      // Nothing can be made in a namespace that is going.
      if (!answer.ok && ![403, 409].includes(answer.status)) throw new Error(`cannot create ${kind}: ${said}`);
    },
    close: () => {
      closing.abort();
      proxy.kill();
    },
  };
}

interface ResourcePath {
  readonly folder: string;
  readonly plural: string;
}

/** Where each kind is served, by `apiVersion/kind`. */
async function resourcePaths(): Promise<ReadonlyMap<string, ResourcePath>> {
  const table = await kubectl(['api-resources', '--no-headers']);
  return new Map(
    table
      .trimEnd()
      .split('\n')
      .map((line) => {
        const words = line.trim().split(/\s+/);
        const [plural = '', kind = '', apiVersion = ''] = [words[0], words.at(-1), words.at(-3)];
        const folder = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        return [`${apiVersion}/${kind}`, { folder, plural }];
      }),
  );
}

function at(paths: ReadonlyMap<string, ResourcePath>, kind: string): ResourcePath {
  const found = paths.get(kind);
  if (found === undefined) throw new Error(`the stand does not serve ${kind}`);
  return found;
}

function objectIn(value: Fields): KubernetesObject {
  const object = parseObject(value);
  if (typeof object === 'string')
    throw new Error(`cannot read what the stand sends: ${object}: ${JSON.stringify(value)}`);
  return object;
}
