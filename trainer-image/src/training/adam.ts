/** What an optimizer remembers between steps; with it, a resumed training goes on bit for bit. */
export interface OptimizerState {
  readonly scalars: Readonly<Record<string, number>>;
  /** Vectors as long as the trained weights, by name. */
  readonly slots: Readonly<Record<string, Float32Array>>;
}

/**
 * Changes weights by their gradients. It works on flat vectors in this process's memory, on every backend alike: that is
 * the form in which gradients travel between workers and in which a checkpoint holds them.
 */
export interface Optimizer {
  /** Changes `weights` in place. */
  apply(weights: Float32Array, gradients: Float32Array, learningRate: number): void;
  /** A view of the state; the next `apply` changes it. */
  state(): OptimizerState;
}

/** Adam, by Kingma and Ba (https://arxiv.org/abs/1412.6980), with their constants. */
export const adamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Starts Adam for so many weights, or goes on from a state; throws where the state is of another optimizer or size. */
export function adam(size: number, from?: OptimizerState): Optimizer {
  const mean = slot('mean', size, from);
  const variance = slot('variance', size, from);
  // beta to the power of the steps so far. As a running product it is the same however often training was resumed.
  let power1 = from === undefined ? 1 : scalarOf(from, 'power1');
  let power2 = from === undefined ? 1 : scalarOf(from, 'power2');
  const { beta1, beta2, epsilon } = adamConstants;
  return {
    apply(weights, gradients, learningRate) {
      power1 *= beta1;
      power2 *= beta2;
      const rate = (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
      const tiny = epsilon * Math.sqrt(1 - power2);
      for (let i = 0; i < size; i++) {
        const gradient = gradients[i]!;
        const m = beta1 * mean[i]! + (1 - beta1) * gradient;
        const v = beta2 * variance[i]! + (1 - beta2) * gradient * gradient;
        mean[i] = m;
        variance[i] = v;
        weights[i]! -= (rate * m) / (Math.sqrt(v) + tiny);
      }
    },
    state: () => ({ scalars: { power1, power2 }, slots: { mean, variance } }),
  };
}

function slot(name: string, size: number, from: OptimizerState | undefined): Float32Array {
  if (from === undefined) return new Float32Array(size);
  const values = from.slots[name];
  if (values?.length === size) return values.slice();
  throw new Error(`cannot resume Adam: slot ${name} holds ${values?.length ?? 'no'} numbers, not ${size}`);
}

function scalarOf(from: OptimizerState, name: string): number {
  const value = from.scalars[name];
  if (value === undefined) throw new Error(`cannot resume Adam: the state has no ${name}`);
  return value;
}
