import { add, type Tensor } from '@tensorflow/tfjs-core';
import { layers, type initializers, type LayerVariable } from '@tensorflow/tfjs-layers';

/** What the layer starts from. */
interface PositionConfiguration {
  readonly name: string;
  readonly initializer: ReturnType<typeof initializers.randomNormal>;
}

/** Adds to each place of a sequence a vector that is learned for the place. */
class PositionEmbedding extends layers.Layer {
  static readonly className = 'PositionEmbedding';
  readonly #initializer: PositionConfiguration['initializer'];
  #positions: LayerVariable | undefined;

  constructor({ name, initializer }: PositionConfiguration) {
    super({ name });
    this.#initializer = initializer;
  }

  override build(shape: (number | null)[]): void {
    const [, length, width] = shape as number[];
    this.#positions = this.addWeight('positions', [length!, width!], 'float32', this.#initializer);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (this.#positions === undefined) throw new Error(`cannot run layer ${this.name}: it was not built`);
    return add(input, this.#positions.read());
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return shape;
  }
}

/** A layer that tells the places of a sequence apart. */
export function positionEmbedding(configuration: PositionConfiguration): layers.Layer {
  return new PositionEmbedding(configuration);
}
