import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Attribute, Constant, GraphNode } from '../graph/graph.ts';
import { savedModel } from '../graph/saved-model.ts';
import { inputName, modelGraph, outputName } from './model-graph.ts';

/**
 * A model as the content of TensorFlow's `saved_model.pb`, its weights in it, for batches of any size: Python, TensorFlow
 * Serving and others load it. `serving_default` takes `inputs` and gives `outputs`.
 *
 * The model is run with two sizes of batch; where the graphs differ, the size is what they differ by.
 * Throws, with the reason as a clause, where the model does something that has no counterpart here.
 */
export function savedModelOf(model: LayersModel): Uint8Array {
  const [two, three] = [modelGraph(model, 2), modelGraph(model, 3)];
  if (two.graph.nodes.length !== three.graph.nodes.length)
    throw new Error('what it computes depends on the size of the batch');
  const open = new Set(openInputs(two.graph.nodes));
  const nodes = two.graph.nodes.map((node, i) => anySize(node, three.graph.nodes[i]!, open));
  return savedModel(nodes, {
    inputs: { inputs: { reference: `${inputName}:0`, ...two.input } },
    outputs: { outputs: { reference: `${outputName}:0`, ...two.output } },
  });
}

/** The constants in which -1 stands for "whatever is there": the shape of a Reshape, the size of a Slice. */
function openInputs(nodes: readonly GraphNode[]): string[] {
  return nodes.flatMap(({ operation, inputs }) => {
    if (operation === 'Reshape') return [inputs[1]!];
    return operation === 'Slice' ? [inputs[2]!] : [];
  });
}

/** A node of the smaller batch, made good for any; throws where the two are not the same but for the size. */
function anySize(node: GraphNode, other: GraphNode, open: ReadonlySet<string>): GraphNode {
  if (node.operation !== other.operation) throw new Error('what it computes depends on the size of the batch');
  const [mine, theirs] = [constantOf(node), constantOf(other)];
  if (mine === undefined || theirs === undefined) return node;
  const differing = [...mine.values.keys()].filter((i) => mine.values[i] !== theirs.values[i]);
  if (differing.length === 0 && mine.values.length === theirs.values.length) return node;
  if (differing.length !== 1 || mine.values.length !== theirs.values.length || !open.has(`${node.name}:0`)) {
    throw new Error('a constant of it depends on the size of the batch');
  }
  const values = Int32Array.from(mine.values);
  values[differing[0]!] = -1;
  const value: Attribute = { constant: { ...mine, values } };
  return { ...node, attributes: { ...node.attributes, value } };
}

function constantOf({ attributes }: GraphNode): Constant | undefined {
  const value = attributes['value'];
  return value !== undefined && 'constant' in value ? value.constant : undefined;
}
