import type { RejectedAccelerator } from '../plan/accelerator.ts';
import { rejectedSummary } from './plan-summary.ts';

/** What a column shows where nothing is known: an empty one looks like a defect. */
export const unknown = '-';

/** Status of a run that was never planned: why each accelerator was rejected, and words for the columns. */
export function unplanned(rejected: readonly RejectedAccelerator[] = []): Readonly<Record<string, unknown>> {
  return {
    plan: {
      accelerator: unknown,
      where: unknown,
      ...(rejected.length > 0 && { rejected: rejected.map(rejectedSummary) }),
    },
    cost: { summary: unknown },
    training: { progress: unknown, loss: unknown, eta: unknown },
  };
}
