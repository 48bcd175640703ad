import { numberAt, stringAt } from '../../api/json.ts';
import { marks } from '../contract/identity.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/** Tells a workflow that its run was changed. */
export type Signal = (workflowId: string, what: string) => Promise<void>;

/**
 * Tells workflows of changes of their runs' specs, whoever made them; gives what to call with each object that is seen. That it
 * was the workflow itself does no harm: it applies what is applied already. Runs without a workflow are nobody's business.
 */
export function driftTrigger(signal: Signal): (run: LiveObject) => Promise<void> {
  const generations = new Map<string, number>();
  return async (run) => {
    const workflow = stringAt(run, 'metadata', 'annotations', marks.workflow);
    const uid = stringAt(run, 'metadata', 'uid');
    const generation = numberAt(run, 'metadata', 'generation');
    if (workflow === undefined || uid === undefined || generation === undefined) return;
    const before = generations.get(uid);
    generations.set(uid, generation);
    // The first sight of an object says nothing of a change: a worker that starts sees every run.
    if (before === undefined || generation <= before) return;
    if (stringAt(run, 'metadata', 'deletionTimestamp') !== undefined) return;
    await signal(workflow, `the spec was changed, generation ${generation}`);
  };
}
