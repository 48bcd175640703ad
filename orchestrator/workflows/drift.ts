import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { typed } from './failure.ts';
import type { Journal } from './journal.ts';

/** How long events are gathered before the run is applied again: a storm of them becomes one. */
const gatherSeconds = 30;

/** Does something while the run is kept as it was applied: whatever drifts is applied again, once for each storm of events. */
export async function keptAsApplied<T>(
  journal: Journal,
  applyAgain: () => Promise<void>,
  story: () => Promise<T>,
): Promise<T> {
  const scope = new CancellationScope();
  const keeping = scope
    .run(() => keep(journal, applyAgain))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  try {
    return await story();
  } finally {
    scope.cancel();
    await keeping;
  }
}

async function keep(journal: Journal, applyAgain: () => Promise<void>): Promise<never> {
  for (;;) {
    await condition(() => journal.drifts.length > 0);
    await sleep(gatherSeconds * 1000);
    const [first = ''] = journal.drifts;
    journal.drifts = [];
    try {
      await applyAgain();
      journal.tell(`applied again after drift: ${first}`);
    } catch (error) {
      if (isCancellation(error)) throw error;
      // The run's own state decides what follows: the story looks at it anyway.
      journal.tell(`cannot apply again after drift (${first}): ${typed(error).message}`);
    }
  }
}
