import type { ObjectReference } from '../contract/training-run.ts';
import { clear, lastLook } from './activities.ts';
import { ends, typed } from './failure.ts';
import type { Journal } from './journal.ts';

/**
 * Deletes the run and proves that it and all that was composed for it is gone; notes what stays by design.
 *
 * Ends with CompensationIncomplete and the leftovers by name where that fails.
 */
export async function remove(journal: Journal, execution: string): Promise<void> {
  let objects: readonly ObjectReference[] = [journal.run];
  try {
    const inventory = await clear.takeInventory({ run: journal.run, execution });
    journal.retained = inventory.retained;
    if (!inventory.present) {
      if (inventory.foreign) journal.tell(`${words(journal.run)} belongs to somebody else and is left alone`);
      return;
    }
    const uid = inventory.uid ?? '';
    const run = { ...journal.run, uid };
    objects = [run, ...inventory.composed];
    journal.tell(`deleting ${words(run)} and the ${inventory.composed.length} objects below it`);
    await clear.deleteTraining({ run });
    await clear.observeGone({ objects });
  } catch (error) {
    const why = typed(error);
    const leftovers = await left(objects);
    throw ends('CompensationIncomplete', `cannot remove ${leftovers.join(', ')}: ${why.message}`, [
      { leftovers, type: why.type, message: why.message },
    ]);
  }
}

async function left(objects: readonly ObjectReference[]): Promise<readonly string[]> {
  try {
    return await lastLook.listLeftovers({ objects });
  } catch {
    // The look is no more than a courtesy: what was recorded is what may be left.
    return objects.map((object) => `${words(object)} (cannot be seen)`);
  }
}

function words({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace}/${name}`;
}
