import { initializers } from '@tensorflow/tfjs-layers';
import { integerBelow, randomAt } from '../data/random.ts';

/** What draws the first weights of a layer. */
type Initializer = ReturnType<typeof initializers.heNormal>;

/**
 * The seed of a layer's weights: another one for each layer, from the run's seed.
 * It is never 0, which TensorFlow.js takes for "no seed".
 */
export function seedOf(seed: number, layer: string): number {
  return 1 + integerBelow(2 ** 31 - 1, randomAt(seed, 'weights', layer));
}

/** He's normal initializer, for layers that a ReLU follows. */
export function heNormal(seed: number, layer: string): Initializer {
  return initializers.heNormal({ seed: seedOf(seed, layer) });
}
