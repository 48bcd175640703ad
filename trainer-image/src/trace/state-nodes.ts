import { dataTypes, graphOf, scalarConstant, type GraphNode } from '../graph/graph.ts';
import type { WeightLayout } from '../training/parameters.ts';

/** What a session keeps of each weight: the weight, and Adam's two slots of a trained one. */
const kept = ['weight', 'mean', 'variance'] as const;

/** Short, since the addon loses the memory of each name that it is called with. */
const letters = { weight: 'w', mean: 'm', variance: 'v' } as const;

/** Something that a session keeps, of the weight at an index of the layout. */
export interface Cell {
  readonly kind: (typeof kept)[number];
  readonly index: number;
}

/** The names of a cell's nodes: its variable, the placeholder that sets it, and what reads it. */
export function cellNames({ kind, index }: Cell) {
  const variable = `${letters[kind]}${index}`;
  return { variable, given: `${variable}g`, assigned: `${variable}a`, now: `${variable}r` };
}

/** All cells of a layout. */
export function cellsOf({ entries, trainable }: WeightLayout): Cell[] {
  return entries.flatMap(({ offset }, index) =>
    kept.flatMap((kind) => (kind === 'weight' || offset < trainable ? [{ kind, index }] : [])),
  );
}

/** The node that sets all cells. */
export const loaded = 'loaded';

/** The variables, and what sets and reads them. */
export function stateNodes(layout: WeightLayout): readonly GraphNode[] {
  const graph = graphOf('state');
  const dtype = { type: dataTypes.float32 };
  const cells = cellsOf(layout);
  for (const cell of cells) {
    const { shape } = layout.entries[cell.index]!;
    const { variable, given, assigned, now } = cellNames(cell);
    const attributes = { dtype, shape: { shape }, shared_name: { text: variable }, container: { text: '' } };
    graph.add({ name: variable, operation: 'VarHandleOp', inputs: [], attributes });
    const value = graph.placeholder(given, 'float32', shape);
    graph.add({
      name: assigned,
      operation: 'AssignVariableOp',
      inputs: [`${variable}:0`, value],
      attributes: { dtype },
    });
    graph.add({ name: now, operation: 'ReadVariableOp', inputs: [`${variable}:0`], attributes: { dtype } });
  }
  const done = graph.constant(scalarConstant('int32', 1));
  const waits = cells.map((cell) => `^${cellNames(cell).assigned}`);
  const attributes = { T: { type: dataTypes.int32 } };
  graph.add({ name: loaded, operation: 'Identity', inputs: [done, ...waits], attributes });
  return graph.nodes;
}
