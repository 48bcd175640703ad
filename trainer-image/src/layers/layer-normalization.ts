import { add, mean, mul, rsqrt, square, sub, tidy, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, type LayerVariable } from '@tensorflow/tfjs-layers';

/** What is added to the variance, so that nothing is divided by 0. */
const epsilon = 1e-5;

/**
 * Layer normalization over the last dimension, saved under the name of TensorFlow.js' own layer, whose weights are the same.
 * That one tiles the means, and its gradient is an operation for each tile: thousands in a small transformer.
 */
class LayerNormalization extends layers.Layer {
  static readonly className = 'LayerNormalization';
  #weights: { readonly gamma: LayerVariable; readonly beta: LayerVariable } | undefined;

  override build(shape: (number | null)[]): void {
    const width = shape.at(-1) ?? 0;
    const gamma = this.addWeight('gamma', [width], 'float32', initializers.ones());
    const beta = this.addWeight('beta', [width], 'float32', initializers.zeros());
    this.#weights = { gamma, beta };
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (this.#weights === undefined) throw new Error(`cannot run layer ${this.name}: it was not built`);
    const { gamma, beta } = this.#weights;
    return tidy(() => {
      const centred = sub(input, mean(input, -1, true));
      const variance = mean(square(centred), -1, true);
      const normalized = mul(centred, rsqrt(add(variance, epsilon)));
      return add(mul(normalized, gamma.read()), beta.read());
    });
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return shape;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), axis: -1, epsilon };
  }
}

/** A layer that gives the last dimension the mean 0 and the variance 1, and then learned ones. */
export function layerNormalization(name: string): layers.Layer {
  return new LayerNormalization({ name });
}
