import { stringAt } from '../../../api/json.ts';
import { labels } from '../../../api/names.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import { referenceTo } from '../../../simulator/object.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { eventually, listed, live } from '../stand.ts';

/** An image is pulled and a model is trained, on a machine that others may work on too. */
export const patienceSeconds = 900;

/** The run once `is` holds; rejects with its status as it is then. */
export async function runOnce(
  run: KubernetesObject,
  what: string,
  is: (run: KubernetesObject) => boolean,
): Promise<KubernetesObject> {
  let last: KubernetesObject | undefined;
  return eventually(`${run.metadata.name} ${what}`, patienceSeconds, async () => {
    last = await live(referenceTo(run));
    return last !== undefined && is(last) ? last : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; its status is ${JSON.stringify(last?.['status'])}`);
  });
}

/** Whether a run's condition is true. */
export function has(condition: string): (run: KubernetesObject) => boolean {
  return (run) => conditionIn(run['status'], condition)?.status === 'True';
}

/** Whether a run is in a phase. */
export function phaseIs(phase: string): (run: KubernetesObject) => boolean {
  return (run) => stringAt(run, 'status', 'phase') === phase;
}

/** A run's pods, of all attempts. */
export function podsOf({ metadata }: KubernetesObject): Promise<readonly KubernetesObject[]> {
  return listed('pods', metadata.namespace ?? '', '--selector', `${labels.run}=${metadata.name}`);
}
