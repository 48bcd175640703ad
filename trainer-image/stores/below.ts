import { Readable } from 'node:stream';

/** What a key is called below a prefix: a folder's objects by their paths in it, a single object by its own name. */
export function pathBelow(prefix: string, key: string): string | undefined {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  if (key === prefix) return key.slice(key.lastIndexOf('/') + 1);
  // A key that ends with a slash is what consoles make to show an empty folder.
  return key.startsWith(folder) && !key.endsWith('/') ? key.slice(folder.length) : undefined;
}

/** The content that an SDK hands out, as a stream of Node's; throws where it hands out none. */
export function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new Error('the store answered without content');
}

/** The path of a URI without its first slash, as a key. */
export function keyOf(uri: URL): string {
  return decodeURIComponent(uri.pathname.slice(1));
}
