import { listAt } from '../../api/json.ts';
import { fitted, printable, wrapped } from '../terminal/text.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Terminal } from '../terminal/style.ts';
import type { ObjectNode } from './story.ts';

/** What a composite makes, as a tree: each object with what it waits for. */
export function treeLines(
  nodes: readonly ObjectNode[],
  namespace: string | undefined,
  terminal: Terminal,
): readonly string[] {
  return branchLines(nodes, { namespace, terminal, prefix: '  ', kindWidth: kindWidth(nodes), parent: '' });
}

interface Branch {
  readonly namespace: string | undefined;
  readonly terminal: Terminal;
  readonly prefix: string;
  readonly kindWidth: number;
  /** Name of the nested composite that makes them; empty at the top. */
  readonly parent: string;
}

/** More than this is left of what an object waits for, where kinds have long names. */
const widestIndent = 24;

function branchLines(nodes: readonly ObjectNode[], branch: Branch): readonly string[] {
  const { prefix, terminal } = branch;
  const { style, width } = terminal;
  return nodes.flatMap((node, index) => {
    const isLast = index === nodes.length - 1;
    const below = `${prefix}${isLast ? '   ' : '│  '}`;
    const waits = waitSentences(node, nodes);
    const indent = ' '.repeat(branch.kindWidth + 2 > widestIndent ? 4 : branch.kindWidth + 2);
    const [first = '', ...rest] = waits.flatMap((wait) => wrapped(wait, width - below.length - indent.length));
    const label = nodeLabel(node, branch);
    const line = `${prefix}${isLast ? '└─ ' : '├─ '}${label}`;
    const room = width - line.length - 2;
    const fits = rest.length === 0 && first.length <= room;
    const waiting = (fits ? rest : [first, ...rest]).filter((text) => text !== '');
    return [
      fits && first !== '' ? `${line}  ${style.waiting(first.padStart(room))}` : fitted(line, width),
      ...waiting.map((text) => `${below}${indent}${style.waiting(text)}`),
      ...branchLines(node.children, {
        ...branch,
        prefix: below,
        kindWidth: kindWidth(node.children),
        parent: node.object?.metadata.name ?? '',
      }),
    ];
  });
}

/** The object's kind and name, where it goes when it is not beside its composite, and what becomes of it. */
function nodeLabel({ key, object, remote, existedBefore, isReleased }: ObjectNode, branch: Branch): string {
  const shown = remote ?? object;
  if (shown === undefined) return `${'(not made)'.padEnd(branch.kindWidth)}  ${key}`;
  const { namespace, name } = shown.metadata;
  const isElsewhere = namespace !== undefined && namespace !== branch.namespace;
  const notes = [
    ...(remote === undefined || !isOnlyRead(object) ? [] : ['only read']),
    ...(existedBefore ? ['exists'] : []),
    ...(isReleased ? ['released at the end'] : []),
  ];
  const words = `${shown.kind.padEnd(branch.kindWidth)}  ${isElsewhere ? `${namespace}/` : ''}${printable(shortName(name, branch))}`;
  return notes.length === 0 ? words : `${words} (${notes.join(', ')})`;
}

/** What a nested composite makes is called after it: its own name says nothing new. */
function shortName(name: string, { parent }: Branch): string {
  return parent !== '' && name.startsWith(`${parent}-`) ? `…${name.slice(parent.length)}` : name;
}

/** Whether an Object only observes what it stands for. */
function isOnlyRead(object: KubernetesObject | undefined): boolean {
  return listAt(object, 'spec', 'managementPolicies').join() === 'Observe';
}

/**
 * What an object waits for, in words: other objects of the same composite are taken together.
 *
 * @param everything how to call all of those that wait for nothing. @default as a tree has them
 */
export function waitSentences(
  { waitsFor }: ObjectNode,
  siblings: readonly ObjectNode[],
  everything = 'everything above',
): readonly string[] {
  const existing = waitsFor.flatMap((fact) => /^(\S+) exists$/.exec(fact)?.[1] ?? []);
  const ready = waitsFor.flatMap((fact) => /^(\S+) is ready\b/.exec(fact)?.[1] ?? []);
  const others = byObject(waitsFor.filter((fact) => !/^\S+ (exists$|is ready\b)/.test(fact)));
  const first = siblings.filter((sibling) => sibling.waitsFor.length === 0).map(({ key }) => key);
  const isAll = first.length > 1 && first.every((key) => existing.includes(key) || ready.includes(key));
  const exists = isAll ? `${everything} exists` : clause(existing, 'exists', 'exist');
  const clauses = [exists, clause(ready, 'is ready', 'are ready'), ...others].filter((text) => text !== '');
  return clauses.length === 0 ? [] : [`waits until ${clauses.join(', and ')}`];
}

/** Facts of one object taken together: `facts.a and facts.b of TrainingCluster c`. */
function byObject(facts: readonly string[]): readonly string[] {
  const together = new Map<string, string[]>();
  for (const fact of facts) {
    const [, field = fact, object = ''] = /^(facts\.\S+) of (.+)$/.exec(fact) ?? [];
    together.set(object === '' ? fact : object, [...(together.get(object === '' ? fact : object) ?? []), field]);
  }
  return [...together].map(([object, fields]) =>
    fields[0] === object ? object : `${clause(fields, '', '').trim()} of ${object}`,
  );
}

function clause(keys: readonly string[], one: string, many: string): string {
  if (keys.length === 0) return '';
  return keys.length === 1 ? `${keys[0]} ${one}` : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)} ${many}`;
}

function kindWidth(nodes: readonly ObjectNode[]): number {
  return Math.max(0, ...nodes.map(({ object, remote }) => ((remote ?? object)?.kind ?? '(not made)').length));
}
