import { cast, greaterEqual, mul, tidy, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Noise } from '../training/noise.ts';

/** Which part of its inputs the layer drops while training. */
interface DropoutConfiguration {
  readonly name: string;
  /** From 0 to 1; 1 itself would drop all. */
  readonly rate: number;
}

/**
 * Dropout whose masks come from the training's seed and step. Outside of training it does nothing, and it is saved under the
 * name of TensorFlow.js' own dropout, which any program can load.
 */
class SeededDropout extends layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;
  readonly #noise: Noise;

  constructor({ name, rate }: DropoutConfiguration, noise: Noise) {
    super({ name });
    this.#rate = rate;
    this.#noise = noise;
  }

  override call(inputs: Tensor | Tensor[], { training }: { readonly training?: boolean }): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (training !== true || this.#rate === 0) return input.clone();
    return tidy(() => {
      const kept = cast(greaterEqual(this.#noise.uniform(input.shape), this.#rate), 'float32');
      return mul(input, mul(kept, 1 / (1 - this.#rate)));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate };
  }
}

/** A layer that drops a part of its inputs while training, another part in each step. */
export function seededDropout(configuration: DropoutConfiguration, noise: Noise): layers.Layer {
  return new SeededDropout(configuration, noise);
}
