import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';

/**
 * A program for Node without any file of ours: writes each file below the folders that it is given as a line of JSON,
 * `{"path", "bytes"}`, and the bytes behind it. A killed writer's drafts are left out.
 */
export const sender = `
const fs = require('fs'), path = require('path'), [root, ...wanted] = process.argv.slice(1);
const walk = (name) => {
  const full = path.join(root, name), stat = fs.statSync(full, { throwIfNoEntry: false });
  if (!stat || /(^|\\/)\\.(draft|old)-/.test(name)) return [];
  return stat.isDirectory() ? fs.readdirSync(full).sort().flatMap((one) => walk(path.posix.join(name, one))) : [name];
};
const piece = Buffer.alloc(1 << 20);
const write = (bytes) => { for (let at = 0; at < bytes.length; ) try { at += fs.writeSync(1, bytes, at); } catch (e) { if (e.code !== 'EAGAIN') throw e; } };
for (const name of (wanted.length ? wanted : ['']).flatMap(walk)) {
  const file = fs.openSync(path.join(root, name)), bytes = fs.fstatSync(file).size;
  write(Buffer.from(JSON.stringify({ path: name, bytes }) + '\\n'));
  for (let at = 0; at < bytes; ) {
    const got = fs.readSync(file, piece, 0, Math.min(piece.length, bytes - at), at);
    write(got > 0 ? piece.subarray(0, got) : Buffer.alloc(bytes - at));
    at += got || bytes - at;
  }
  fs.closeSync(file);
}
`;

/** Writes what a sender sends below a folder; returns the paths. Throws a CliError where it ends within a file. */
export async function received(stream: Readable, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  let head = Buffer.alloc(0);
  let file: { readonly handle: number; left: number } | undefined;
  for await (const part of stream as AsyncIterable<Buffer>) {
    let rest = part;
    while (rest.length > 0) {
      if (file === undefined) {
        const end = rest.indexOf(10);
        head = Buffer.concat([head, end < 0 ? rest : rest.subarray(0, end)]);
        if (end < 0) break;
        rest = rest.subarray(end + 1);
        const { path, bytes } = headerOf(head);
        head = Buffer.alloc(0);
        file = { handle: openBelow(folder, path), left: bytes };
        paths.push(path);
      }
      const own: Buffer = rest.subarray(0, file.left);
      writeSync(file.handle, own);
      file.left -= own.length;
      rest = rest.subarray(own.length);
      if (file.left > 0) continue;
      closeSync(file.handle);
      file = undefined;
    }
  }
  if (file === undefined && head.length === 0) return paths;
  throw new CliError('cannot read the artifacts: the connection ended within a file');
}

function headerOf(line: Buffer): { readonly path: string; readonly bytes: number } {
  const value: unknown = JSON.parse(line.toString());
  if (typeof value === 'object' && value !== null && 'path' in value && 'bytes' in value) {
    const { path, bytes } = value;
    if (typeof path === 'string' && typeof bytes === 'number') return { path, bytes };
  }
  throw new CliError(`cannot read the artifacts: ${line.toString().slice(0, 80)} begins no file`);
}

function openBelow(folder: string, path: string): number {
  const place = resolve(folder, path);
  if (!place.startsWith(resolve(folder) + sep)) throw new CliError(`cannot write ${path}: it leads out of ${folder}`);
  mkdirSync(dirname(place), { recursive: true });
  return openSync(place, 'w');
}
