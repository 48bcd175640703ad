import { types } from 'node:util';
import type { Batch } from '../recipes/recipe.ts';
import type { EagerSteps } from '../training/eager-steps.ts';
import type { Learner } from '../training/learner.ts';
import type { StepOptions, Steps } from '../training/steps.ts';
import { differenceBetween } from './difference.ts';
import { shapeOf, tracedSteps, type TracedSteps } from './traced-steps.ts';

/** How steps are taken: as one graph of so many operations, or operation by operation and why. */
export type Execution =
  { readonly mode: 'traced'; readonly operations: number } | { readonly mode: 'eager'; readonly why: string };

/**
 * How many steps with batches of each shape are taken both ways. One would not do: what was drawn in TypeScript while the
 * first step was recorded is a constant of its graph, and shows in the second only.
 */
const checks = 2;

/**
 * Steps that are traced for as long as they do the same as eager ones, and eager otherwise. Both ways are taken and
 * compared in the first steps of each shape of batch, after every start of the process; the graph's result counts, so that a
 * resumed training gets the bits of one that was never stopped.
 * @param decided is called with the mode after the first step, and once more where it had to change
 */
export function checkedSteps(learner: Learner, eager: EagerSteps, decided: (execution: Execution) => void): Steps {
  const checked = new Map<string, number>();
  let traced: TracedSteps | undefined = tracedSteps(learner);
  let current: Steps = eager;

  const bothWays = async (tracing: TracedSteps, batch: Batch, options: StepOptions): Promise<number> => {
    const before = await current.state();
    try {
      eager.load(before);
      const loss = await eager.take(batch, options, (compute) =>
        tracing.knows(batch) ? compute() : tracing.learn(batch, compute),
      );
      if (!Number.isFinite(loss)) return loss;
      const after = await eager.state();
      tracing.load(before);
      const tracedLoss = await tracing.take(batch, options);
      const difference = differenceBetween(
        { loss, before, after },
        { loss: tracedLoss, before, after: await tracing.state() },
      );
      if (difference !== undefined) throw new Error(`its graph does not do the same: ${difference}`);
      if (current !== tracing) decided({ mode: 'traced', operations: tracing.operations() });
      current = tracing;
      return tracedLoss;
    } catch (caught) {
      tracing.close();
      [traced, current] = [undefined, eager];
      decided({ mode: 'eager', why: types.isNativeError(caught) ? caught.message : String(caught) });
      eager.load(before);
      return eager.take(batch, options);
    }
  };

  return {
    take(batch, options) {
      if (traced === undefined) return eager.take(batch, options);
      const shape = shapeOf(batch);
      const done = checked.get(shape) ?? 0;
      checked.set(shape, done + 1);
      return done < checks ? bothWays(traced, batch, options) : traced.take(batch, options);
    },
    state: () => current.state(),
    load: (state) => current.load(state),
    showModel: () => current.showModel(),
  };
}
