import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import { duration } from '../plan/money.ts';
import { digest } from '../plan/names.ts';
import { unknown } from './unplanned.ts';

/** `status.training`: what is recorded for the next call, and what the trainer reports. */
export function training(
  recorded: RecordedTraining,
  progress: Progress | undefined,
  trainingFields: Readonly<Record<string, unknown>>,
) {
  const {
    attempt,
    restarts,
    activeSecondsBefore,
    startedAt,
    outcome,
    completedAt,
    message,
    failureReason,
    resumedAtStep,
    stalledResumes,
  } = recorded;
  return {
    attempt,
    restarts,
    activeSecondsBefore,
    ...defined({ startedAt, outcome, completedAt, failureReason, message, resumedAtStep, stalledResumes }),
    ...(progress && { step: progress.step, totalSteps: progress.totalSteps }),
    progress: percent(recorded, progress),
    loss: progress?.loss === undefined ? unknown : decimal(progress.loss),
    eta: progress?.etaSeconds === undefined || outcome !== undefined ? unknown : duration(progress.etaSeconds),
    ...(progress?.etaSeconds !== undefined && { etaSeconds: Math.round(progress.etaSeconds) }),
    ...(progress?.examplesPerSecond !== undefined && { examplesPerSecond: decimal(progress.examplesPerSecond) }),
    ...defined({ checkpointStep: progress?.checkpointStep, backend: progress?.backend }),
    ...(progress?.metrics && {
      metrics: Object.fromEntries(Object.entries(progress.metrics).map(([name, value]) => [name, decimal(value)])),
    }),
    trainingDigest: digest(trainingFields),
  };
}

/** An image that does not report shows at least that it has ended. */
function percent({ outcome }: RecordedTraining, progress: Progress | undefined): string {
  if (outcome === 'Succeeded') return '100%';
  if (!progress || progress.totalSteps <= 0) return '0%';
  return `${Math.min(100, Math.floor((progress.step / progress.totalSteps) * 100))}%`;
}

/** Numbers that are no integers are strings in the Kubernetes API: four significant digits. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  // Undefined fields must not reach the wire, where they would be null.
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are those of the fields
  return Object.fromEntries(entries) as Partial<Fields>;
}
