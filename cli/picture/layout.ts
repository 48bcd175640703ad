import { Graph as Dagre, layout } from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';

/** A point of the picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node and where its centre is. */
export interface PlacedNode {
  readonly node: GraphNode;
  readonly centre: Point;
  readonly width: number;
  readonly height: number;
}

/** An edge and the points that it passes. */
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
}

/** A word above a column. */
export interface Caption {
  readonly x: number;
  readonly text: string;
}

/** A graph with a place for everything. */
export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly captions: readonly Caption[];
  readonly width: number;
  readonly height: number;
}

const margin = 24;
const captionHeight = 22;

/** Where an object's words begin, after its badge. */
export const nameStart = 50;

/** Fonts differ from machine to machine: what fits in the widest of the usual ones fits everywhere. */
export const widestLetter = 8.2;

/** Places a graph from left to right, in ranks: what comes first stands left. */
export function layoutOf(graph: Graph): Layout {
  const dagre = new Dagre();
  const nodeWidth = objectWidth(graph.nodes);
  dagre.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 64, edgesep: 8, marginx: margin, marginy: margin });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) dagre.setNode(node.id, { ...sizeOf(node, nodeWidth) });
  for (const { from, to, type } of graph.edges) dagre.setEdge(from, to, { weight: type === 'Makes' ? 2 : 1 });
  layout(dagre);
  const { width, height } = dagre.graph();
  const found = new Map(graph.nodes.map(({ id }) => [id, dagre.node(id)]));
  const places = siblingsInOrder(graph, found);
  const placeOf = (id: string) => places.get(id) ?? id;
  const lowered = ({ x, y }: Point): Point => ({ x, y: y + captionHeight });
  const nodes = graph.nodes.map((node): PlacedNode => ({
    node,
    centre: lowered(dagre.node(placeOf(node.id))),
    ...sizeOf(node, nodeWidth),
  }));
  const placed = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = graph.edges.map((edge): PlacedEdge => {
    // Who takes another's place takes its lines too: they have the same neighbours.
    const via = dagre.edge(placeOf(edge.from), placeOf(edge.to)).points.slice(1, -1).map(lowered);
    return { edge, points: pointsOf(placed.get(edge.from), placed.get(edge.to), via) };
  });
  return { nodes, edges, captions: captionsOf(nodes), width, height: height + captionHeight };
}

/** Whose place each node takes: those of one column that have the same neighbours stand in the graph's own order. */
function siblingsInOrder({ nodes, edges }: Graph, found: ReadonlyMap<string, Point>): ReadonlyMap<string, string> {
  const siblings = new Map<string, string[]>();
  for (const { id } of nodes) {
    const before = edges.filter(({ to }) => to === id).map(({ from }) => from);
    const after = edges.filter(({ from }) => from === id).map(({ to }) => to);
    const signature = [found.get(id)?.x, ...before.toSorted(), '>', ...after.toSorted()].join(' ');
    siblings.set(signature, [...(siblings.get(signature) ?? []), id]);
  }
  const places = new Map<string, string>();
  for (const ids of siblings.values()) {
    const downwards = ids.toSorted((a, b) => (found.get(a)?.y ?? 0) - (found.get(b)?.y ?? 0));
    ids.forEach((id, rank) => places.set(id, downwards[rank] ?? id));
  }
  return places;
}

/** What the objects of each column have in common, above it; nothing at all where a column has no such thing. */
function captionsOf(nodes: readonly PlacedNode[]): readonly Caption[] {
  const texts = new Map<number, Set<string>>();
  for (const { node, centre } of nodes) {
    if (node.type === 'Object') texts.set(centre.x, new Set([...(texts.get(centre.x) ?? []), captionOf(node)]));
  }
  if ([...texts.values()].some(({ size }) => size > 1)) return [];
  return [...texts].flatMap(([x, [text]]) => (text === undefined ? [] : [{ x, text }]));
}

function captionOf({ group, state, waits }: Extract<GraphNode, { type: 'Object' }>): string {
  if (group === 'Policy') return 'what is allowed';
  if (state === 'Given') return 'what you write';
  return waits.length === 0 ? 'made at once' : 'made then';
}

/** From the right side of one node to the left side of the other; by the points between them where ranks lie between. */
function pointsOf(from: PlacedNode | undefined, to: PlacedNode | undefined, via: readonly Point[]): readonly Point[] {
  if (from === undefined || to === undefined) return [];
  const start = { x: from.centre.x + from.width / 2, y: from.centre.y };
  const end = { x: to.centre.x - to.width / 2, y: to.centre.y };
  const between = via.filter(({ x }) => x > start.x && x < end.x);
  return [start, ...(between.length > 1 ? between : []), end];
}

/** Of every object the same, so that columns stand straight; wide enough for the longest name within reason. */
function objectWidth(nodes: readonly GraphNode[]): number {
  const longest = Math.max(0, ...nodes.map((node) => (node.type === 'Object' ? node.name.length : 0)));
  return Math.round(Math.max(210, Math.min(310, nameStart + (longest + 1) * widestLetter)));
}

function sizeOf(node: GraphNode, width: number): { readonly width: number; readonly height: number } {
  switch (node.type) {
    case 'Junction':
      return { width: 10, height: 10 };
    case 'Fact':
      return { width: Math.min(300, 40 + node.text.length * 6.6), height: 34 };
    case 'Object':
      return { width, height: 50 };
  }
}
