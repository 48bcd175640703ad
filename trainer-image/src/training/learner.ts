import { dispose, reshape, tidy, variableGrads, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Experiment } from '../recipes/recipe.ts';
import { flattened, layoutOf, readWeights, trainableVariables, writeWeights, type WeightLayout } from './parameters.ts';

/** The loss of a batch, and its gradient by every trained weight, laid out as the weights are. */
export interface BatchGradients {
  readonly loss: number;
  readonly gradients: Float32Array;
}

/** A model on the backend, seen as flat vectors: gradients come out, weights go in. */
export interface Learner {
  readonly model: LayersModel;
  readonly layout: WeightLayout;
  /** Runs a batch forward and back, and disposes it. */
  gradients(batch: Batch): Promise<BatchGradients>;
  /** All weights, as they are on the backend. */
  weights(): Promise<Float32Array>;
  /** Sets the first weights of the layout: all, or the trained ones. */
  setWeights(values: Float32Array): void;
}

/** Makes the model of an experiment on the backend that is set. */
export function learnerOf(experiment: Experiment): Learner {
  const model = experiment.model();
  const layout = layoutOf(model);
  const variables = trainableVariables(model);
  return {
    model,
    layout,
    async gradients({ inputs, targets }) {
      const together = tidy(() => {
        const loss = () => experiment.loss(targets, model.apply(inputs, { training: true }) as Tensor);
        const { value, grads } = variableGrads(loss, variables);
        // One vector, the loss at its end: reading from the backend costs the same for many numbers as for one.
        return flattened([...variables.map(({ name }) => grads[name]!), reshape(value, [1])]);
      });
      dispose([inputs, targets]);
      const values = await together.data<'float32'>();
      together.dispose();
      return { loss: values[layout.trainable]!, gradients: values.subarray(0, layout.trainable) };
    },
    weights: () => readWeights(model, layout),
    setWeights: (values) => writeWeights(model, layout, values),
  };
}
