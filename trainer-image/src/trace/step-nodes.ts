import type { Tensor } from '@tensorflow/tfjs-core';
import {
  dataTypes,
  graphOf,
  scalarConstant,
  type ConstantType,
  type Graph,
  type GraphNode,
  type Reference,
} from '../graph/graph.ts';
import type { Batch } from '../recipes/recipe.ts';
import { adamConstants } from '../training/adam.ts';
import type { Computed, Learner } from '../training/learner.ts';
import type { Around } from '../training/steps.ts';
import { recordingInto } from './recording.ts';
import { cellNames } from './state-nodes.ts';

/** One training step for batches of one shape, as nodes. */
export interface StepNodes {
  readonly nodes: readonly GraphNode[];
  /** Placeholders of the batch. */
  readonly inputs: string;
  readonly targets: string;
  /** Placeholder of four numbers: learning rate, both of Adam's powers, and its epsilon. */
  readonly rates: string;
  /** Placeholder and shape of each tensor of noise, in the order in which they are drawn. */
  readonly noise: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The node whose fetch takes the step and gives the loss. */
  readonly loss: string;
}

const float32 = { type: dataTypes.float32 };

/**
 * Runs the computation of a step as always, and returns it as nodes with the optimizer's update behind it.
 * @param number tells steps of several shapes in one graph apart
 */
export function recordStep(
  learner: Learner,
  batch: Batch,
  { number, compute }: { readonly number: number; readonly compute: Parameters<Around>[0] },
): { readonly computed: Computed; readonly step: StepNodes } {
  const graph = graphOf(`s${number}n`);
  const recording = recordingInto(graph);
  const names = { inputs: `x${number}`, targets: `y${number}`, rates: `r${number}`, loss: `l${number}` };
  recording.name(batch.inputs, placeholder(graph, names.inputs, batch.inputs));
  recording.name(batch.targets, placeholder(graph, names.targets, batch.targets));
  const before = learner.variables.map((variable, index) => {
    const read = readNode(graph, index);
    recording.name(variable, `${read}:0`);
    return { dataId: variable.dataId, read };
  });
  const noise: { name: string; shape: readonly number[] }[] = [];
  learner.noise.watch((drawn) => {
    const name = `u${number}i${noise.length}`;
    recording.name(drawn, placeholder(graph, name, drawn));
    noise.push({ name, shape: drawn.shape });
  });
  let computed: Computed;
  try {
    computed = recording.record(compute);
  } finally {
    learner.noise.watch(undefined);
  }
  // Weights that are not trained, such as moving averages, were written while the computation ran.
  const written = learner.variables.flatMap((variable, index) =>
    variable.dataId === before[index]!.dataId
      ? []
      : [assignNode(graph, index, [recording.referenceOf(variable), `^${before[index]!.read}`])],
  );
  // No weight may change before it was read, even where its gradient does not depend on it.
  const gradients = computed.gradients.map((gradient, index) => [
    recording.referenceOf(gradient),
    `^${before[index]!.read}`,
  ]);
  const applied = adamNodes(graph, { rates: names.rates, gradients });
  const inputs = [recording.referenceOf(computed.loss), ...[...written, ...applied].map((name) => `^${name}`)];
  graph.add({ name: names.loss, operation: 'Identity', inputs, attributes: { T: float32 } });
  return { computed, step: { ...names, noise, nodes: graph.nodes } };
}

function placeholder(graph: Graph, name: string, { dtype, shape }: Tensor): string {
  if (dtype === 'string' || dtype === 'complex64') throw new Error(`it feeds a tensor of type ${dtype}`);
  return graph.placeholder(name, dtype satisfies ConstantType, shape);
}

function readNode(graph: Graph, index: number): string {
  const { variable } = cellNames({ kind: 'weight', index });
  return graph.add({ operation: 'ReadVariableOp', inputs: [`${variable}:0`], attributes: { dtype: float32 } });
}

function assignNode(graph: Graph, index: number, value: readonly Reference[]): string {
  const { variable } = cellNames({ kind: 'weight', index });
  const inputs = [`${variable}:0`, ...value];
  return graph.add({ operation: 'AssignVariableOp', inputs, attributes: { dtype: float32 } });
}

/** Adam as TensorFlow has it; with our epsilon, which shrinks as the corrections of its averages do, it is the paper's. */
function adamNodes(
  graph: Graph,
  { rates, gradients }: { readonly rates: string; readonly gradients: readonly (readonly Reference[])[] },
): string[] {
  const fed = graph.placeholder(rates, 'float32', [4]);
  const attributes = { num: { integer: 4 }, axis: { integer: 0 }, T: float32 };
  const parts = graph.add({ operation: 'Unpack', inputs: [fed], attributes });
  const [learningRate, power1, power2, epsilon] = [0, 1, 2, 3].map((i) => `${parts}:${i}`);
  const beta1 = graph.constant(scalarConstant('float32', adamConstants.beta1));
  const beta2 = graph.constant(scalarConstant('float32', adamConstants.beta2));
  return gradients.map((gradient, index) => {
    const cells = (['weight', 'mean', 'variance'] as const).map((kind) => `${cellNames({ kind, index }).variable}:0`);
    const numbers = [power1!, power2!, learningRate!, beta1, beta2, epsilon!];
    return graph.add({
      operation: 'ResourceApplyAdam',
      inputs: [...cells, ...numbers, ...gradient],
      attributes: { T: float32, use_locking: { boolean: false }, use_nesterov: { boolean: false } },
    });
  });
}
