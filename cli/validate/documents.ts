import { LineCounter, isMap, isNode, isScalar, parseAllDocuments } from 'yaml';
import type { Document, Node } from 'yaml';
import type { FieldPath } from './field-path.ts';

/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One YAML document of a file, as a plain value, and where each field of it stands. */
export interface SourceDocument {
  readonly file: string;
  readonly start: Position;
  readonly value: unknown;
  /** Why the text is no YAML; then `value` means nothing. */
  readonly syntaxErrors: readonly { readonly at: Position; readonly message: string }[];
  /** Where the field stands; where it is missing, its nearest parent. `name`: its key rather than its value. */
  readonly positionOf: (path: FieldPath, what: 'name' | 'value') => Position;
  /** A plain scalar as it is written, before YAML made a number or a truth value of it. */
  readonly writtenAt: (path: FieldPath) => string | undefined;
}

/** A file's name and its text. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** The documents of a file, empty ones left out. Read as kubectl reads them: YAML 1.1, where `yes` is true. */
export function documentsOf({ name, text }: SourceFile): readonly SourceDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.1',
    // kubectl turns YAML into JSON: times and base-60 numbers stay the text that they are.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !jsonless.includes(tag.tag)),
  });
  if (!Array.isArray(documents)) return [];
  return documents
    .filter((document) => document.errors.length > 0 || !isEmpty(document))
    .map((document) => sourceDocument(name, document, lines));
}

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

const jsonless = ['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:set'];

function sourceDocument(file: string, document: Document.Parsed, lines: LineCounter): SourceDocument {
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const start = position(document.contents?.range?.[0] ?? document.range[0]);
  return {
    file,
    start,
    value: document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 }),
    syntaxErrors: document.errors.map(({ pos, message }) => ({
      at: position(pos[0]),
      message: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message,
    })),
    positionOf: (path, what) => {
      const offset = offsetOf(document, path, what);
      return offset === undefined ? start : position(offset);
    },
    writtenAt: (path) => {
      const node = document.errors.length > 0 ? undefined : nodeAt(document, path);
      return isScalar(node) && typeof node.value !== 'string' ? node.source : undefined;
    },
  };
}

function offsetOf(document: Document.Parsed, path: FieldPath, what: 'name' | 'value'): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 0 ? undefined : nodeAt(document, path.slice(0, -1));
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    const key = isNode(pair?.key) ? pair.key : undefined;
    const value = isNode(pair?.value) ? pair.value : undefined;
    const node = what === 'value' ? (value ?? key) : key;
    if (node?.range != null) return node.range[0];
  }
  const node = nodeAt(document, path);
  if (node?.range != null) return node.range[0];
  return path.length === 0 ? undefined : offsetOf(document, path.slice(0, -1), 'name');
}

function nodeAt(document: Document.Parsed, path: FieldPath): Node | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node : undefined;
}
