import { dispose, tensor, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import type { Batch } from '../recipes/recipe.ts';
import { adamConstants } from '../training/adam.ts';
import type { Computed, Learner } from '../training/learner.ts';
import { uniformTensor } from '../training/noise.ts';
import type { Steps, StepState } from '../training/steps.ts';
import { openSession, type Session } from './session.ts';
import { cellNames, cellsOf, loaded, stateNodes, type Cell } from './state-nodes.ts';
import { recordStep, type StepNodes } from './step-nodes.ts';

/** Steps that TensorFlow takes whole: one graph of loss, gradients and optimizer, whose weights stay inside TensorFlow. */
export interface TracedSteps extends Steps {
  /** Whether there is a graph for batches of this shape. */
  knows(batch: Batch): boolean;
  /** Runs the computation of a step as always, and learns its graph on the way; `load` must come before the next `take`. */
  learn(batch: Batch, compute: () => Computed): Computed;
  /** How many operations the graphs have. */
  operations(): number;
  close(): void;
}

/** Names the shape of a batch: a graph is of one. */
export const shapeOf = ({ inputs, targets }: Batch): string => `${inputs.shape.join()};${targets.shape.join()}`;

/** Starts without a graph; the native backend must be set. */
export function tracedSteps(learner: Learner): TracedSteps {
  const { layout } = learner;
  const steps = new Map<string, StepNodes>();
  const cells = cellsOf(layout);
  const powers = { power1: 1, power2: 1 };
  let session: Session | undefined;
  const nodes = () => [...steps.values()].flatMap((step) => step.nodes);
  const opened = () => {
    session ??= openSession([...stateNodes(layout), ...nodes()]);
    return session;
  };
  const close = () => {
    session?.close();
    session = undefined;
  };
  const traced: TracedSteps = {
    knows: (batch) => steps.has(shapeOf(batch)),
    learn(batch, compute) {
      const { computed, step } = recordStep(learner, batch, { number: steps.size, compute });
      steps.set(shapeOf(batch), step);
      // The graph grows, and a session cannot.
      close();
      return computed;
    },
    async take(batch, options) {
      const step = steps.get(shapeOf(batch));
      if (step === undefined) throw new Error('cannot take a traced step: its batch has a shape without a graph');
      powers.power1 *= adamConstants.beta1;
      powers.power2 *= adamConstants.beta2;
      const epsilon = adamConstants.epsilon * Math.sqrt(1 - powers.power2);
      const rates = tensor1d([options.learningRate, powers.power1, powers.power2, epsilon], 'float32');
      const random = options.noise();
      const drawn = step.noise.map(({ name, shape }) => [name, uniformTensor(shape, random)] as const);
      const own = { [step.rates]: rates, ...Object.fromEntries(drawn) };
      const feeds = { [step.inputs]: batch.inputs, [step.targets]: batch.targets, ...own };
      const [loss] = opened().run(feeds, [step.loss]);
      const [value] = await loss!.data();
      dispose([loss!, ...Object.values(own)]);
      return value!;
    },
    async state() {
      const values = await read(opened(), cells);
      const vector = (kind: Cell['kind'], size: number) => {
        const flat = new Float32Array(size);
        cells.forEach((cell, i) => {
          if (cell.kind === kind) flat.set(values[i]!, layout.entries[cell.index]!.offset);
        });
        return flat;
      };
      const slots = { mean: vector('mean', layout.trainable), variance: vector('variance', layout.trainable) };
      return { weights: vector('weight', layout.total), optimizer: { scalars: { ...powers }, slots } };
    },
    load(state) {
      Object.assign(powers, state.optimizer.scalars);
      const feeds = cells.map((cell) => [cellNames(cell).given, cellTensor(cell, state)] as const);
      dispose(opened().run(Object.fromEntries(feeds), [loaded]));
      dispose(feeds.map(([, value]) => value));
    },
    async showModel() {
      const { weights } = await traced.state();
      learner.setWeights(weights);
    },
    operations: () => nodes().length,
    close,
  };
  const cellTensor = ({ kind, index }: Cell, { weights, optimizer }: StepState): Tensor => {
    const { offset, size, shape } = layout.entries[index]!;
    const values = kind === 'weight' ? weights : optimizer.slots[kind]!;
    return tensor(values.slice(offset, offset + size), [...shape], 'float32');
  };
  return traced;
}

async function read(session: Session, cells: readonly Cell[]): Promise<Float32Array[]> {
  const tensors = session.run(
    {},
    cells.map((cell) => cellNames(cell).now),
  );
  const values = await Promise.all(tensors.map((one) => one.data<'float32'>()));
  dispose(tensors);
  return values;
}
