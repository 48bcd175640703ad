import { dispose } from '@tensorflow/tfjs-core';
import type { Batch } from '../recipes/recipe.ts';
import { adam, type Optimizer } from './adam.ts';
import type { Learner } from './learner.ts';
import type { Around, StepOptions, Steps } from './steps.ts';

/** Steps operation by operation, the optimizer in this process's memory: works on each backend. */
export interface EagerSteps extends Steps {
  /** @param around runs the computation of loss and gradients; default: just that */
  take(batch: Batch, options: StepOptions, around?: Around): Promise<number>;
}

/** Starts from the model as it is and a fresh optimizer. */
export async function eagerSteps(learner: Learner): Promise<EagerSteps> {
  const { trainable } = learner.layout;
  let weights = (await learner.weights()).subarray(0, trainable);
  let optimizer: Optimizer = adam(trainable);
  return {
    async take(batch, { learningRate, noise }, around = (compute) => compute()) {
      learner.noise.begin(noise());
      const computed = around(() => learner.compute(batch));
      const { loss, gradients } = await learner.read(computed);
      dispose([computed.loss, ...computed.gradients]);
      if (!Number.isFinite(loss)) return loss;
      optimizer.apply(weights, gradients, learningRate);
      learner.setWeights(weights);
      return loss;
    },
    state: async () => ({ weights: await learner.weights(), optimizer: structuredClone(optimizer.state()) }),
    load(state) {
      learner.setWeights(state.weights);
      weights = state.weights.slice(0, trainable);
      optimizer = adam(trainable, state.optimizer);
    },
    showModel: () => Promise.resolve(),
  };
}
