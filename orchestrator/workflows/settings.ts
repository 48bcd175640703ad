import { ApplicationFailure } from '@temporalio/workflow';
import { at, isRecord, listAt, numberAt, stringAt } from '../../api/json.ts';
import type { FailureType } from '../contract/failures.ts';
import type { TrainingRunManifest } from '../contract/training-run.ts';

/** A bound on a metric, both ends allowed. */
export interface Threshold {
  readonly metric: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What a TrainingRun says about its workflow: there is no second place for it. */
export interface Settings {
  readonly provisioningSeconds: number;
  readonly thresholds: readonly Threshold[];
  /** Absent: nobody has to approve. */
  readonly approvalSeconds?: number;
  /** Whether the TrainingRun goes when it has ended. */
  readonly releasePolicy: 'OnCompletion' | 'OnSuccess' | 'Never';
}

const defaults = { provisioningSeconds: 3600, approvalSeconds: 7 * 86_400 };

/** Reads the settings; a field that cannot be read ends the workflow before anything is applied. */
export function settingsOf({ spec }: TrainingRunManifest): Settings {
  const hasApproval = isRecord(at(spec, 'promotion', 'approval'));
  return {
    provisioningSeconds: numberAt(spec, 'provisioningDeadlineSeconds') ?? defaults.provisioningSeconds,
    thresholds: listAt(spec, 'promotion', 'thresholds').map(threshold),
    ...(hasApproval && {
      approvalSeconds: numberAt(spec, 'promotion', 'approval', 'timeoutSeconds') ?? defaults.approvalSeconds,
    }),
    releasePolicy: releasePolicy(stringAt(spec, 'releasePolicy')),
  };
}

function threshold(entry: unknown, index: number): Threshold {
  const path = `spec.promotion.thresholds[${index}]`;
  const metric = stringAt(entry, 'metric');
  if (metric === undefined) throw invalid(`${path}.metric is missing: name one of status.training.metrics`);
  const minimum = bound(entry, 'minimum', path);
  const maximum = bound(entry, 'maximum', path);
  if (minimum === undefined && maximum === undefined) throw invalid(`${path} has neither minimum nor maximum`);
  return { metric, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

function bound(entry: unknown, end: 'minimum' | 'maximum', path: string): number | undefined {
  const text = stringAt(entry, end);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw invalid(`${path}.${end} is no decimal number: ${JSON.stringify(text)}`);
  }
  return value;
}

function releasePolicy(given: string | undefined): Settings['releasePolicy'] {
  return given === 'OnSuccess' || given === 'Never' ? given : 'OnCompletion';
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`cannot start: ${message}`, 'InvalidSpec' satisfies FailureType);
}
