import { reshape, tidy, variableGrads, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Experiment } from '../recipes/recipe.ts';
import { stepNoise, type StepNoise } from './noise.ts';
import { flattened, layoutOf, readWeights, variablesOf, writeWeights, type WeightLayout } from './parameters.ts';

/** The loss of a batch, and its gradient by every trained weight, laid out as the weights are. */
export interface BatchGradients {
  readonly loss: number;
  readonly gradients: Float32Array;
}

/** The same on the backend, a tensor for each trained weight; whoever gets it disposes it. */
export interface Computed {
  readonly loss: Scalar;
  readonly gradients: readonly Tensor[];
}

/** A model on the backend, seen as flat vectors: gradients come out, weights go in. */
export interface Learner {
  readonly model: LayersModel;
  readonly layout: WeightLayout;
  readonly noise: StepNoise;
  /** The variables that hold the weights, in the layout's order. */
  readonly variables: readonly Variable[];
  /** Runs a batch forward and back. */
  compute(batch: Batch): Computed;
  /** Reads what was computed from the backend, all at once. */
  read(computed: Computed): Promise<BatchGradients>;
  /** All weights, as they are on the backend. */
  weights(): Promise<Float32Array>;
  /** Sets the first weights of the layout: all, or the trained ones. */
  setWeights(values: Float32Array): void;
}

/** Makes the model of an experiment on the backend that is set. */
export function learnerOf(experiment: Experiment): Learner {
  const noise = stepNoise();
  const model = experiment.model(noise);
  const layout = layoutOf(model);
  const variables = variablesOf(model);
  const trained = variables.slice(0, model.trainableWeights.length);
  return {
    model,
    layout,
    noise,
    variables,
    compute({ inputs, targets }) {
      return tidy(() => {
        const loss = () => experiment.loss(targets, model.apply(inputs, { training: true }) as Tensor);
        const { value, grads } = variableGrads(loss, trained);
        return { loss: value, gradients: trained.map(({ name }) => grads[name]!) };
      });
    },
    async read({ loss, gradients }) {
      // One vector, the loss at its end: reading from the backend costs the same for many numbers as for one.
      const together = tidy(() => flattened([...gradients, reshape(loss, [1])]));
      const values = await together.data<'float32'>();
      together.dispose();
      return { loss: values[layout.trainable]!, gradients: values.subarray(0, layout.trainable) };
    },
    weights: () => readWeights(model, layout),
    setWeights: (values) => writeWeights(model, layout, values),
  };
}
