import { isDeepStrictEqual } from 'node:util';
import { numberAt, recordAt, stringAt } from '../../api/json.ts';
import { marks } from '../contract/identity.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/** Tells a workflow that its run was changed. */
export type Signal = (workflowId: string, what: string) => Promise<void>;

/**
 * Tells workflows of changes of their runs' specs, whoever made them; gives what to call with each object that is seen. That it
 * was the workflow itself does no harm: it applies what is applied already. Runs without a workflow are nobody's business.
 */
export function driftTrigger(signal: Signal): (run: LiveObject) => Promise<void> {
  const specs = new Map<string, unknown>();
  return async (run) => {
    const workflow = stringAt(run, 'metadata', 'annotations', marks.workflow);
    const uid = stringAt(run, 'metadata', 'uid');
    if (workflow === undefined || uid === undefined) return;
    if (stringAt(run, 'metadata', 'deletionTimestamp') !== undefined) {
      specs.delete(uid);
      return;
    }
    // Core's own notes, such as what it composed, are part of the spec and count as generations.
    const { crossplane: _, ...now } = recordAt(run, 'spec');
    const before = specs.get(uid);
    specs.set(uid, now);
    // The first sight of an object says nothing of a change: a worker that starts sees every run.
    if (before === undefined || isDeepStrictEqual(before, now)) return;
    await signal(workflow, `the spec was changed, generation ${numberAt(run, 'metadata', 'generation') ?? 'unknown'}`);
  };
}
