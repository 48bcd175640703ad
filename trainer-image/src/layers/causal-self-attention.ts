import {
  add,
  matMul,
  mul,
  reshape,
  slice,
  softmax,
  tensor,
  tidy,
  transpose,
  type serialization,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** How attention is cut. */
interface AttentionConfiguration {
  readonly name: string;
  /** Into how many parts the width is cut, each looking for something of its own; it must divide the width. */
  readonly heads: number;
}

/** What is added to a score that must not count. */
const never = -1e9;

/**
 * Mixes, at each place of a sequence, what the places up to it hold. It has no weights: queries, keys and values come beside
 * one another in the last dimension, from a dense layer before it.
 */
class CausalSelfAttention extends layers.Layer {
  static readonly className = 'CausalSelfAttention';
  readonly #heads: number;

  constructor({ name, heads }: AttentionConfiguration) {
    super({ name });
    this.#heads = heads;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tidy(() => {
      const [batch, length, three] = input.shape as [number, number, number];
      const width = three / 3;
      const each = width / this.#heads;
      // [3, batch, heads, length, each], and then three of [batch * heads, length, each].
      const parted = transpose(reshape(input, [batch, length, 3, this.#heads, each]), [2, 0, 3, 1, 4]);
      const [queries, keys, values] = [0, 1, 2].map((part) => {
        const begin = [part, 0, 0, 0, 0];
        return reshape(slice(parted, begin, [1, -1, -1, -1, -1]), [batch * this.#heads, length, each]);
      }) as [Tensor, Tensor, Tensor];
      const scores = mul(matMul(queries, keys, false, true), 1 / Math.sqrt(each));
      const mixed = matMul(softmax(add(scores, future(length))), values);
      const together = transpose(reshape(mixed, [batch, this.#heads, length, each]), [0, 2, 1, 3]);
      return reshape(together, [batch, length, width]);
    });
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    const [batch = null, length = null, three] = shape;
    return [batch, length, (three ?? 0) / 3];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.#heads };
  }
}

/** A table of places by places that hides from each place those after it. */
function future(length: number): Tensor {
  const values = Float32Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? never : 0,
  );
  return tensor(values, [1, length, length]);
}

/** A layer of causal self-attention, without weights of its own. */
export function causalSelfAttention(configuration: AttentionConfiguration): layers.Layer {
  return new CausalSelfAttention(configuration);
}
