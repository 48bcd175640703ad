import { stringAt } from '../../api/json.ts';
import { identity, referenceTo } from '../../simulator/object.ts';
import { waitSentences } from '../preview/tree.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { CompositeStory, ObjectNode } from '../preview/story.ts';

/** What a picture shows: things and what leads to what. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A thing in the picture. */
export type GraphNode =
  /** An object, with what to show of it when it is chosen. */
  | {
      readonly type: 'Object';
      readonly id: string;
      readonly kind: string;
      readonly name: string;
      readonly group: Group;
      readonly state: ObjectNode['state'] | 'Given';
      /** A word or two below the name. */
      readonly note: string;
      /** Why it is not there yet, in sentences. */
      readonly waits: readonly string[];
      readonly object?: KubernetesObject;
    }
  /** Where several edges come together before they lead on. */
  | { readonly type: 'Junction'; readonly id: string }
  /** Something that must become true and that no object of the picture stands for. */
  | { readonly type: 'Fact'; readonly id: string; readonly text: string };

/** A line: `makes` from a composite to its object, `gates` from what must be there first, `reads` where only facts flow. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly type: 'Makes' | 'Gates' | 'Reads';
}

/** What an object is for; one colour each. */
export type Group = 'Composite' | 'Policy' | 'Access' | 'Configuration' | 'Storage' | 'Network' | 'Compute' | 'Other';

const groups: Readonly<Record<string, Group>> = {
  TrainingRun: 'Composite',
  TrainingCluster: 'Composite',
  EnvironmentConfig: 'Policy',
  ServiceAccount: 'Access',
  Role: 'Access',
  RoleBinding: 'Access',
  ExternalSecret: 'Access',
  Secret: 'Access',
  ProviderConfig: 'Access',
  ClusterProviderConfig: 'Access',
  ConfigMap: 'Configuration',
  Namespace: 'Configuration',
  PodDisruptionBudget: 'Configuration',
  PersistentVolumeClaim: 'Storage',
  Service: 'Network',
  NetworkPolicy: 'Network',
  Job: 'Compute',
};

/** What an object of a kind is for. */
function groupOf(kind: string): Group {
  return groups[kind] ?? 'Other';
}

/** The picture of some composites and of what they read. */
export function graphOf(stories: readonly CompositeStory[], given: readonly KubernetesObject[]): Graph {
  const builder = new GraphBuilder();
  for (const object of given) builder.given(object);
  for (const story of stories) builder.composite(story);
  for (const story of stories) builder.connect(story, given);
  return builder;
}

class GraphBuilder implements Graph {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  readonly #ids = new Map<string, string>();

  given(object: KubernetesObject): void {
    this.#add({ kind: object.kind, name: object.metadata.name, object, state: 'Given', note: '', waits: [] });
  }

  composite({ object, nodes }: CompositeStory): void {
    const phase = stringAt(object, 'status', 'phase') ?? '';
    const id = this.#add({
      kind: object.kind,
      name: object.metadata.name,
      object,
      state: 'Given',
      note: phase,
      waits: [],
    });
    this.#children(id, nodes);
  }

  /** What a composite reads: the policy, and the cluster that it names. */
  connect({ object }: CompositeStory, given: readonly KubernetesObject[]): void {
    const to = this.#idOf(object);
    for (const policy of given) this.#edge(this.#idOf(policy), to, 'Reads');
    const name = stringAt(object, 'status', 'facts', 'cluster', 'name');
    const namespace = stringAt(object, 'status', 'facts', 'cluster', 'namespace');
    if (name === undefined) return;
    const { apiVersion } = object;
    this.#edge(this.#ids.get(identity({ apiVersion, kind: 'TrainingCluster', namespace, name })), to, 'Reads');
  }

  #children(parent: string, nodes: readonly ObjectNode[]): void {
    const ids = new Map(nodes.map((node) => [node.key, this.#addChild(node, nodes)]));
    for (const node of nodes) {
      const id = ids.get(node.key);
      if (id === undefined) continue;
      if (node.waitsFor.length === 0) this.#edge(parent, id, 'Makes');
      this.#children(id, node.children);
    }
    for (const [needs, waiting] of waitingTogether(nodes)) this.#gates(direct(needs, nodes), waiting, ids);
  }

  /** Lines from what must be there to what waits for it; many to many meet in a junction. */
  #gates(needs: readonly Need[], waiting: readonly string[], ids: ReadonlyMap<string, string>): void {
    const sources = needs.map((need) => {
      const known = need.key === undefined ? undefined : ids.get(need.key);
      return known ?? this.#fact(need.fact);
    });
    const targets = waiting.flatMap((key) => ids.get(key) ?? []);
    if (sources.length < 3) {
      for (const from of sources) for (const to of targets) this.#edge(from, to, 'Gates');
      return;
    }
    const junction = `j${this.nodes.length}`;
    this.nodes.push({ type: 'Junction', id: junction });
    for (const from of sources) this.#edge(from, junction, 'Gates');
    for (const to of targets) this.#edge(junction, to, 'Gates');
  }

  #fact(text: string): string {
    const known = this.nodes.find((node) => node.type === 'Fact' && node.text === text);
    if (known !== undefined) return known.id;
    const id = `f${this.nodes.length}`;
    this.nodes.push({ type: 'Fact', id, text });
    return id;
  }

  #addChild(node: ObjectNode, siblings: readonly ObjectNode[]): string {
    const { key, object, remote, state, existedBefore, isReleased } = node;
    const shown = remote ?? object;
    const notes = [
      ...(remote === undefined
        ? []
        : [`on ${stringAt(object, 'spec', 'providerConfigRef', 'name') ?? 'another cluster'}`]),
      ...(existedBefore ? ['exists'] : []),
      ...(isReleased ? ['released at the end'] : []),
    ];
    return this.#add({
      kind: shown?.kind ?? 'not made yet',
      name: shown?.metadata.name ?? key,
      ...(object !== undefined && { object }),
      state,
      note: notes.join(', '),
      waits: waitSentences(node, siblings, 'everything before it'),
    });
  }

  #add(node: Omit<Extract<GraphNode, { type: 'Object' }>, 'type' | 'id' | 'group'>): string {
    const id = `n${this.nodes.length}`;
    this.nodes.push({ type: 'Object', id, group: groupOf(node.kind), ...node });
    if (node.object !== undefined) this.#ids.set(identity(referenceTo(node.object)), id);
    return id;
  }

  #idOf(object: KubernetesObject): string | undefined {
    return this.#ids.get(identity(referenceTo(object)));
  }

  #edge(from: string | undefined, to: string | undefined, type: GraphEdge['type']): void {
    if (from !== undefined && to !== undefined && from !== to) this.edges.push({ from, to, type });
  }
}

/** Something to wait for: an object of the same composite, or a fact in words. */
interface Need {
  readonly key?: string;
  readonly fact: string;
}

/** Needs without those that another of them needs itself: a line to both would say the same twice. */
function direct(needs: readonly Need[], nodes: readonly ObjectNode[]): readonly Need[] {
  const keys = new Set(needs.map(({ key }) => key));
  const indirect = nodes
    .filter(({ key }) => keys.has(key))
    .flatMap(({ waitsFor }) => waitsFor.map((fact) => needOf(fact).key));
  return needs.filter(({ key }) => key === undefined || !indirect.includes(key));
}

/** Keys that wait for the same, under what they wait for. */
function waitingTogether(nodes: readonly ObjectNode[]): ReadonlyMap<readonly Need[], readonly string[]> {
  const together = new Map<string, { readonly needs: readonly Need[]; readonly keys: string[] }>();
  for (const { key, waitsFor } of nodes.filter((node) => node.waitsFor.length > 0)) {
    const signature = waitsFor.toSorted().join('\n');
    const known = together.get(signature);
    if (known === undefined) together.set(signature, { needs: waitsFor.map(needOf), keys: [key] });
    else known.keys.push(key);
  }
  return new Map([...together.values()].map(({ needs, keys }) => [needs, keys]));
}

function needOf(fact: string): Need {
  const key = /^(\S+) (exists$|is ready\b)/.exec(fact)?.[1];
  return key === undefined ? { fact } : { key, fact };
}
