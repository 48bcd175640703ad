import { group } from '../../api/names.ts';

/** The task queue that workers poll and clients start workflows on. */
export const taskQueue = 'crosstrain';

/** The field manager of every server-side apply: what it owns in an object, the orchestrator wrote. */
export const fieldManager = 'crosstrain-orchestrator';

/** What the orchestrator leaves on a TrainingRun, so that the object leads to its workflow and the workflow to it. */
export const marks = {
  /** Annotation: id of the workflow that owns the object. A slash may stand in no label's value. */
  workflow: `${group}/workflow-id`,
  /** Label: Temporal's id of the one execution that applied the object. */
  execution: `${group}/execution`,
} as const;

/** A TrainingRun by its namespace and name. */
export interface RunName {
  readonly namespace: string;
  readonly name: string;
}

/** The id of the one workflow that may own a TrainingRun: Temporal's uniqueness of open ids takes the place of locks. */
export function workflowId({ namespace, name }: RunName): string {
  return `training/${namespace}/${name}`;
}
