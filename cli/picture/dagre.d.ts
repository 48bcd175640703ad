// The package's own declarations import without file extensions, which this module resolution does not follow. Here is
// the part that is used. https://github.com/dagrejs/dagre/wiki
declare module '@dagrejs/dagre' {
  interface Placed {
    readonly x: number;
    readonly y: number;
  }

  export class Graph {
    setGraph(options: {
      readonly rankdir: 'LR';
      readonly nodesep: number;
      readonly ranksep: number;
      readonly edgesep: number;
      readonly marginx: number;
      readonly marginy: number;
    }): this;
    setDefaultEdgeLabel(label: () => object): this;
    setNode(id: string, size: { readonly width: number; readonly height: number }): this;
    setEdge(from: string, to: string, options: { readonly weight: number }): this;
    /** After `layout`: the size of the whole. */
    graph(): { readonly width: number; readonly height: number };
    /** After `layout`: the node's centre. */
    node(id: string): Placed;
    /** After `layout`: the edge's points, its ends on the nodes' borders included. */
    edge(from: string, to: string): { readonly points: readonly Placed[] };
  }

  /** Places all nodes and edges of the graph, in place. */
  export function layout(graph: Graph): void;
}
