import type { ScheduleOptions } from '@temporalio/client';
import { taskQueue } from '../contract/identity.ts';
import type { TrainingRunManifest } from '../contract/training-run.ts';

/** A schedule that trains anew: never two at a time, and a time that was missed is made up for within an hour or not at all. */
export function retrainSchedule(manifest: TrainingRunManifest, cron: string): ScheduleOptions {
  const { namespace, name } = manifest.metadata;
  return {
    scheduleId: `retrain/${namespace}/${name}`,
    spec: { cronExpressions: [cron] },
    policies: { overlap: 'SKIP', catchupWindow: '1h', pauseOnFailure: true },
    action: {
      type: 'startWorkflow',
      workflowType: 'retrain',
      workflowId: `retrain/${namespace}/${name}`,
      taskQueue,
      args: [{ manifest }],
    },
  };
}
