import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Decision, Extension, WorkflowStatus } from '../contract/training-run.ts';

/** Says yes to a run that waits for it; refused in any other phase, without a name or reason, and the second time. */
export const approve = defineUpdate<Decision, [Decision]>('approve');

/** Gives what is waited for now more time. Answers with the new deadline, RFC 3339. */
export const extendDeadline = defineUpdate<string, [Extension]>('extendDeadline');

/** Undoes what the workflow did and ends it; a second one changes nothing and answers with the first. */
export const rollBack = defineUpdate<Decision, [Decision]>('rollBack');

/** Says that the run's object is no longer what was applied: it happened, so nobody can refuse it. */
export const drift = defineSignal<[string]>('drift');

/** Where the workflow is. */
export const status = defineQuery<WorkflowStatus>('status');
