import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { parseObject } from '../../simulator/object.ts';
import { CliError } from '../cli-error.ts';
import { documentsOf } from '../validate/documents.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { SourceFile } from '../validate/documents.ts';

/** What was read for a command, and from where. */
export interface Sources {
  /** For the title: the file or folder as it was named, then the names of the further files. */
  readonly title: string;
  readonly files: readonly SourceFile[];
  readonly objects: readonly KubernetesObject[];
}

const readable = /\.(ya?ml|json)$/;

/**
 * Reads a file, with the `policy.yaml` beside it, or a folder, with all its YAML and JSON files.
 *
 * Throws a CliError that names file, line and column where something can't be read.
 */
export function readSources(path: string): Sources {
  const files = filesAt(path);
  const [first, ...others] = files.map(({ name }) => name);
  if (first === undefined) throw new CliError(`cannot read ${path}: the folder has no .yaml, .yml or .json file`);
  const beside = others.map((name) => basename(name)).join(', ');
  const title = beside === '' ? first : `${first} with ${beside}`;
  return { title, files, objects: files.flatMap(objectsOf) };
}

/** All objects of one file alone, such as what was observed. */
export function readObjects(path: string): readonly KubernetesObject[] {
  return objectsOf(readFile(path));
}

/** The file that a person means first comes first: `run.yaml`, then the others by name. */
function filesAt(path: string): readonly SourceFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new CliError(`cannot read ${path}: there is no such file or folder`);
  if (!stat.isDirectory()) {
    const policy = join(dirname(path), 'policy.yaml');
    const isBeside = normalize(policy) !== normalize(path) && statSync(policy, { throwIfNoEntry: false }) !== undefined;
    return [readFile(path), ...(isBeside ? [readFile(policy)] : [])];
  }
  const names = readdirSync(path).filter((name) => readable.test(name));
  const rank = (name: string) => (/^run\.(ya?ml|json)$/.test(name) ? 0 : 1);
  return names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map((name) => readFile(join(path, name)));
}

function readFile(path: string): SourceFile {
  try {
    return { name: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new CliError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The objects in a file; those of a List are taken out of it. */
function objectsOf(file: SourceFile): readonly KubernetesObject[] {
  return documentsOf(file).flatMap(({ start, value, syntaxErrors }) => {
    const [error] = syntaxErrors;
    if (error !== undefined) {
      throw new CliError(`cannot read ${file.name}:${error.at.line}:${error.at.column}: ${error.message}`);
    }
    return objectsIn(value, `${file.name}:${start.line}`);
  });
}

function objectsIn(value: unknown, place: string): readonly KubernetesObject[] {
  if (isList(value)) return value.items.flatMap((item) => objectsIn(item, place));
  const object = parseObject(value);
  if (typeof object === 'string') throw new CliError(`cannot read ${place}: no Kubernetes object, ${object}`);
  return [object];
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'List' &&
    'items' in value &&
    Array.isArray(value.items)
  );
}
