import type { StepState } from '../training/steps.ts';

/** What one way of taking a step came to. */
export interface TakenStep {
  readonly loss: number;
  readonly before: StepState;
  readonly after: StepState;
}

/**
 * How far the two ways may be apart, relative to the eager one. The operations are the same; TensorFlow may fuse and reorder
 * them in a graph, which changes the last digits of a float32. Adam divides by the root of small numbers, so that a weight with
 * hardly any gradient may move either way: hence the wide bound on how the weights move.
 */
const tolerance = { loss: 1e-3, gradients: 1e-2, weights: 0.1 } as const;

/** How two ways of taking the same step differ by more than rounding, as a clause; `undefined` where they do not. */
export function differenceBetween(eager: TakenStep, traced: TakenStep): string | undefined {
  const loss = Math.abs(traced.loss - eager.loss) / Math.max(Math.abs(eager.loss), 1e-6);
  if (!(loss <= tolerance.loss)) return `the loss is ${eager.loss} eager and ${traced.loss} traced`;
  // Adam's mean moves by a tenth of the gradient: it is how the gradient shows in the state.
  const mean = ({ optimizer }: StepState) => optimizer.slots['mean']!;
  const gradients = apart(mean, eager, traced);
  if (!(gradients <= tolerance.gradients)) return `the gradients are ${percent(gradients)} apart`;
  const weights = apart((state) => state.weights, eager, traced);
  if (!(weights <= tolerance.weights)) return `the weights move ${percent(weights)} apart`;
  return undefined;
}

/** The length of the difference between two movements of a vector, relative to the length of the eager one. */
function apart(vectorOf: (state: StepState) => Float32Array, eager: TakenStep, traced: TakenStep): number {
  const [start, here, there] = [vectorOf(eager.before), vectorOf(eager.after), vectorOf(traced.after)];
  let [moved, difference] = [0, 0];
  for (let i = 0; i < here.length; i++) {
    moved += (here[i]! - start[i]!) ** 2;
    difference += (here[i]! - there[i]!) ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(moved), 1e-12);
}

function percent(part: number): string {
  return `${Number((100 * part).toPrecision(2))} %`;
}
