import { executeChild, workflowInfo } from '@temporalio/workflow';
import { workflowId } from '../contract/identity.ts';
import type { Outcome, TrainingRunInput, TrainingRunManifest } from '../contract/training-run.ts';
import { ends } from './failure.ts';
import { trainingRun } from './training-run.ts';

/** The longest name that a TrainingRun may have, and how much of it the time takes: `-202601012359`. */
const longestName = 40;
const stampLength = 13;

/**
 * Trains anew, as a schedule asks for it: a run is a new object each time, but the workflow has the id of the series, so
 * that a run of it that somebody started by hand is never overlapped.
 */
export async function retrain({ manifest }: TrainingRunInput): Promise<Outcome> {
  const { namespace, name } = manifest.metadata;
  if (name.length > longestName - stampLength)
    throw ends(
      'InvalidSpec',
      `cannot retrain ${namespace}/${name}: its name must have ${longestName - stampLength} characters at most`,
    );
  return executeChild(trainingRun, {
    workflowId: workflowId({ namespace, name }),
    args: [{ manifest: stamped(manifest, workflowInfo().startTime) }],
    // Whoever stops the schedule's workflow wants the run undone, not forgotten.
    parentClosePolicy: 'REQUEST_CANCEL',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

function stamped(manifest: TrainingRunManifest, start: Date): TrainingRunManifest {
  const stamp = start.toISOString().replaceAll(/\D/g, '').slice(0, 12);
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, name: `${metadata.name}-${stamp}` } };
}
