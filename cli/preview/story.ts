import { at, listAt, stringAt } from '../../api/json.ts';
import { identity, parseObject, referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject, ObjectReference } from '../../simulator/object.ts';
import type { Pass, Settled } from '../../simulator/settle.ts';

/** What a composite makes, and how it stands. */
export interface CompositeStory {
  /** The composite at the moment that is shown: when nothing answers yet, or when all is settled. */
  readonly object: KubernetesObject;
  readonly nodes: readonly ObjectNode[];
  readonly warnings: readonly string[];
}

/** One object that a composite makes now or later, or waits to make. */
export interface ObjectNode {
  /** The composed resource key. */
  readonly key: string;
  /** What is applied, as last seen; absent where even the end of the simulation did not reach it. */
  readonly object?: KubernetesObject;
  /** The object on another cluster that it stands for. */
  readonly remote?: KubernetesObject;
  /** What it waits for before it is made, in the function's words. */
  readonly waitsFor: readonly string[];
  /** The reconcile that makes it, from 0; absent where none did. */
  readonly pass?: number;
  readonly existedBefore: boolean;
  /** Whether the run deletes it again before it rests. */
  readonly isReleased: boolean;
  /** How it stands at the moment that is shown. */
  readonly state: 'Ready' | 'NotReady' | 'NotMade' | 'Released';
  readonly children: readonly ObjectNode[];
}

/** How the simulations of one set of files went. */
export interface Simulated {
  /** Nobody answers: what stands right after `kubectl apply`. */
  readonly atFirst: Settled;
  /** Every provider answers, until all is done. */
  readonly settled: Settled;
  readonly existedBefore: ReadonlySet<string>;
}

/** The story of one composite; `shown` says which simulation's status it has. */
export function compositeStory(
  composite: ObjectReference,
  { atFirst, settled, existedBefore }: Simulated,
  shown: 'AtFirst' | 'Settled',
): CompositeStory {
  const { cluster, passes } = shown === 'Settled' ? settled : atFirst;
  const object = cluster.get(composite);
  if (object === undefined) throw new Error(`cannot tell of ${composite.kind} ${composite.name}: it is gone`);
  const nodes = nodesOf(composite, { passes: settled.passes, shown: passes, existedBefore });
  return { object, nodes, warnings: warningsOf(composite, passes) };
}

/** Passes of the whole simulation, those up to the moment that is shown, and what was there before. */
interface Passes {
  readonly passes: readonly Pass[];
  readonly shown: readonly Pass[];
  readonly existedBefore: ReadonlySet<string>;
}

function nodesOf(composite: ObjectReference, story: Passes): readonly ObjectNode[] {
  const reconciles = reconcilesOf(composite, story.passes);
  const made = new Map<string, { readonly pass: number; readonly object: KubernetesObject }>();
  const facts = new Map<string, readonly string[]>();
  for (const { pass, result } of reconciles) {
    for (const { key, object } of result.composed) made.set(key, { pass: made.get(key)?.pass ?? pass, object });
    for (const [key, waits] of waitingIn(result.xr)) {
      if (!facts.has(key) && !made.has(key)) facts.set(key, waits);
    }
  }
  const last = new Set(reconciles.at(-1)?.result.composed.map(({ key }) => key));
  const shown = reconcilesOf(composite, story.shown).at(-1)?.result.composed ?? [];
  const nodes = [...new Set([...made.keys(), ...facts.keys()])].map((key): ObjectNode => {
    const found = made.get(key);
    const waitsFor = facts.get(key) ?? [];
    if (found === undefined) {
      return { key, waitsFor, existedBefore: false, isReleased: false, state: 'NotMade', children: [] };
    }
    const { object, pass } = found;
    const remote = parseObject(standsFor(object));
    const present = shown.find((composed) => composed.key === key);
    return {
      key,
      object,
      ...(typeof remote !== 'string' && { remote }),
      waitsFor,
      pass,
      existedBefore: story.existedBefore.has(identity(referenceTo(object))),
      isReleased: !last.has(key),
      state: present === undefined ? (last.has(key) ? 'NotMade' : 'Released') : present.isReady ? 'Ready' : 'NotReady',
      children: nodesOf(referenceTo(object), story),
    };
  });
  return nodes.toSorted(byTime);
}

function reconcilesOf(composite: ObjectReference, passes: readonly Pass[]) {
  return passes.flatMap(({ number, reconciled }) =>
    reconciled
      .filter((entry) => identity(entry.composite) === identity(composite))
      .map(({ result }) => ({ pass: number, result })),
  );
}

/** The manifest that an Object applies elsewhere; `undefined` for everything else. */
function standsFor(object: KubernetesObject): unknown {
  return object.kind === 'Object' ? at(object, 'spec', 'forProvider', 'manifest') : undefined;
}

/** `status.waitingFor`, by key. */
function waitingIn(xr: KubernetesObject): ReadonlyMap<string, readonly string[]> {
  const waiting = new Map<string, readonly string[]>();
  for (const entry of listAt(xr, 'status', 'waitingFor')) {
    const key = stringAt(entry, 'resource') ?? '';
    waiting.set(key, [...(waiting.get(key) ?? []), stringAt(entry, 'fact') ?? '']);
  }
  return waiting;
}

/** Kinds in the order in which a person reads them: who, with what, reachable how, and then what runs. */
const order = [
  'ProviderConfig',
  'Namespace',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ExternalSecret',
  'Secret',
  'ConfigMap',
  'PersistentVolumeClaim',
  'Service',
  'NetworkPolicy',
  'PodDisruptionBudget',
];

function byTime(a: ObjectNode, b: ObjectNode): number {
  const rank = ({ object, remote }: ObjectNode) => {
    const kind = (remote ?? object)?.kind ?? '';
    const index = order.indexOf(kind);
    if (index !== -1) return index;
    return kind === 'Job' ? order.length + 1 : order.length;
  };
  const late = Number.POSITIVE_INFINITY;
  return (a.pass ?? late) - (b.pass ?? late) || rank(a) - rank(b) || (a.key < b.key ? -1 : 1);
}

function warningsOf(composite: ObjectReference, passes: readonly Pass[]): readonly string[] {
  const warnings = passes
    .flatMap(({ reconciled }) => reconciled)
    .filter((entry) => identity(entry.composite) === identity(composite))
    .flatMap(({ result }) => result.events)
    .filter(({ type }) => type === 'Warning')
    .map(({ message }) => message);
  return [...new Set(warnings)];
}

/** How many objects there are, children included, and how many of them wait for ever. */
export function counts(nodes: readonly ObjectNode[]): { readonly made: number; readonly waiting: number } {
  return nodes.reduce(
    (sum, { object, children }) => {
      const below = counts(children);
      return {
        made: sum.made + below.made + (object === undefined ? 0 : 1),
        waiting: sum.waiting + below.waiting + (object === undefined ? 1 : 0),
      };
    },
    { made: 0, waiting: 0 },
  );
}
