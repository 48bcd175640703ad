import { permutation, randomAt } from '../data/random.ts';
import type { Experiment } from '../recipes/recipe.ts';

/** The examples that a step takes, by their numbers; nothing behind the last step. */
export type Order = (step: number) => Uint32Array | undefined;

/** Every example once in each epoch, in an order that is drawn from the seed and the epoch: whoever resumes draws it again. */
export function drawnOrder(
  { examples, schedule }: Pick<Experiment, 'examples' | 'schedule'>,
  steps: { readonly perEpoch: number; readonly total: number },
): Order {
  const { batchSize, seed } = schedule;
  // Who reads ahead is in the next epoch while the last batches of this one are taken.
  const drawn = new Map<number, Uint32Array>();
  const ofEpoch = (epoch: number) => {
    const known = drawn.get(epoch);
    if (known !== undefined) return known;
    const order = permutation(examples, randomAt(seed, 'order', epoch));
    drawn.set(epoch, order);
    drawn.delete(epoch - 2);
    return order;
  };
  return (step) => {
    if (step >= steps.total) return undefined;
    const [epoch, batch] = [Math.floor(step / steps.perEpoch), step % steps.perEpoch];
    return ofEpoch(epoch).subarray(batch * batchSize, (batch + 1) * batchSize);
  };
}
