import { mkdir, rm } from 'node:fs/promises';
import { createWriteStream, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { TrainerError } from '../trainer-error.ts';
import type { Input } from './inputs.ts';

/** An object of a store: its path below what was asked for, and its bytes. */
export interface StoredObject {
  readonly path: string;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** How the objects below a URI are found; every object store's SDK stands behind one such function. */
export type ListObjects = (uri: URL) => Promise<readonly StoredObject[]>;

/** What the program beside the trainer exports: a function per scheme of URIs. */
export interface Stores {
  readonly stores: Readonly<Record<string, ListObjects>>;
}

/** How many objects are fetched at once. */
const together = 8;

/**
 * The inputs, each as a folder: what is mounted stays where it is, `file://` is a folder of this machine, and what lies in an
 * object store or on a web server is fetched into a temporary one, before anything trains. Throws a TrainerError (`noInput`).
 */
export async function fetchedInputs(
  inputs: readonly Input[],
  load: () => Promise<Stores> = loadStores,
): Promise<readonly Input[]> {
  const fetched: Input[] = [];
  for (const input of inputs) fetched.push(await fetchedInput(input, load));
  return fetched;
}

async function fetchedInput(input: Input, load: () => Promise<Stores>): Promise<Input> {
  if (input.path !== undefined || !URL.canParse(input.uri)) return input;
  const uri = new URL(input.uri);
  const scheme = uri.protocol.slice(0, -1);
  if (scheme === 'file') return { ...input, path: fileURLToPath(uri) };
  if (!isFetched(scheme)) return input;
  const cannot = (why: string) =>
    new TrainerError('noInput', `cannot read input ${input.name} from ${input.uri}: ${why}`);
  const list = await listerOf(scheme, load).catch((caught: unknown) => {
    throw cannot(reasonOf(caught));
  });
  const folder = join(fetchedFolder(), input.name);
  try {
    // What a process of this number left when it was killed: in a container it always has the same.
    await rm(folder, { recursive: true, force: true });
    const objects = await list(uri);
    if (objects.length === 0) throw cannot('nothing lies there');
    await fetchAll(objects, folder);
  } catch (caught) {
    throw caught instanceof TrainerError ? caught : cannot(reasonOf(caught));
  }
  return { ...input, path: folder };
}

/** Where this process puts what it fetches. */
function fetchedFolder(): string {
  return join(tmpdir(), `crosstrain-inputs-${process.pid}`);
}

/** Deletes what was fetched. */
export async function removeFetched(): Promise<void> {
  await rm(fetchedFolder(), { recursive: true, force: true });
}

/** Schemes that something can be fetched by. */
function isFetched(scheme: string): boolean {
  return ['s3', 'gs', 'az', 'https'].includes(scheme);
}

/** The one file that a web server has under a URI; which others there are, it does not tell. */
const listWeb: ListObjects = async (uri) => [
  {
    path: uri.pathname.split('/').at(-1) || 'index',
    async open() {
      const { ok, status, body } = await fetch(uri);
      if (!ok || body === null) throw new Error(`the server answers ${status}`);
      return body;
    },
  },
];

async function listerOf(scheme: string, load: () => Promise<Stores>): Promise<ListObjects> {
  if (scheme === 'https') return listWeb;
  const { stores } = await load();
  const list = stores[scheme];
  if (list === undefined) throw new Error(`there is no client for ${scheme}://`);
  return list;
}

/** The program with the stores' SDKs lies beside this one where it was built: in every image, and where `npm ci` installed all. */
async function loadStores(): Promise<Stores> {
  const beside = fileURLToPath(new URL('./stores.mjs', import.meta.url));
  if (existsSync(beside)) return (await import(pathToFileURL(beside).href)) as Stores;
  throw new Error('the clients of object stores are not built here: npm ci, then npm run build');
}

async function fetchAll(objects: readonly StoredObject[], folder: string): Promise<void> {
  const waiting = [...objects];
  const one = async () => {
    for (let object = waiting.shift(); object !== undefined; object = waiting.shift()) await fetchOne(object, folder);
  };
  await Promise.all(Array.from({ length: together }, one));
}

async function fetchOne({ path, open }: StoredObject, folder: string): Promise<void> {
  const place = resolve(folder, path);
  // A name in a store may be anything.
  if (!place.startsWith(folder + sep)) throw new Error(`the object ${path} lies outside of it`);
  await mkdir(dirname(place), { recursive: true });
  await pipeline(await open(), createWriteStream(place));
}

function reasonOf(caught: unknown): string {
  return types.isNativeError(caught) ? caught.message : String(caught);
}
