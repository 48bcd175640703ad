import type { ObservedJob } from '../observe/job.ts';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { RecordedTraining, RestartCause } from '../observe/previous-status.ts';
import type { FailurePolicy } from '../spec/training-run.ts';
import type { Deadline } from './deadline.ts';
import { causeOfFailure } from './failure-rules.ts';

/** What happened since the last call, folded into what was recorded then. */
export interface Observation {
  readonly recorded: RecordedTraining;
  /** Jobs of the present attempt by role. */
  readonly jobs: ReadonlyMap<string, ObservedJob>;
  readonly leadingRole: string;
  readonly gang: boolean;
  readonly failurePolicy: FailurePolicy;
  readonly deadline?: Deadline;
  readonly progress?: Progress;
}

/** A trainer that saves and leaves without a step in between would go on for ever. */
const resumesWithoutProgress = 3;

/**
 * The state of training now. Pure: times come from the Jobs' own timestamps.
 *
 * An end is recorded once and never taken back, whatever becomes of the objects: a completed run trains no second time.
 */
export function trainingState(observation: Observation): RecordedTraining {
  const { recorded, jobs } = observation;
  if (recorded.outcome) return recorded;
  const leading = jobs.get(observation.leadingRole);
  const timed = withStart(recorded, leading);
  if (leading?.end?.type === 'Complete') {
    return { ...timed, outcome: 'Succeeded', completedAt: leading.end.at, message: 'trained to the end' };
  }
  const failed = [...jobs].find(([, job]) => job.end?.type === 'Failed');
  return failed ? afterFailure(timed, failed[0], failed[1], observation) : timed;
}

/**
 * Notes when the present Job started, and adds up stretches that ended otherwise than by failing: a suspension, after
 * which the Job keeps its start until it is resumed; and a Job that stands instead of one that was deleted or replaced.
 * Nobody saw when that one ended, so its time counts up to the new start: rather too much than more than the budget.
 */
function withStart(recorded: RecordedTraining, job: ObservedJob | undefined): RecordedTraining {
  if (!job) return recorded;
  const stretch = job.suspendedAt ?? job.startedAt;
  const { startedAt: recordedStart, ...rest } = recorded;
  const before = recordedStart === undefined || stretch === undefined ? 0 : secondsBetween(recordedStart, stretch);
  const activeSecondsBefore = recorded.activeSecondsBefore + before;
  if (job.suspendedAt !== undefined) return { ...rest, activeSecondsBefore };
  return job.startedAt === undefined ? recorded : { ...rest, activeSecondsBefore, startedAt: job.startedAt };
}

function afterFailure(
  state: RecordedTraining,
  role: string,
  job: ObservedJob,
  observation: Observation,
): RecordedTraining {
  const { reason = '', message = '', at = '' } = job.end ?? {};
  const cause = causeOfFailure(reason, message);
  const said = observation.progress?.phase === 'Failed' ? observation.progress.message : undefined;
  const told = (why: string) => (said === undefined ? why : `${why}; the trainer says: ${said}`);
  const fails = (why: string, failureReason = 'TrainingFailed'): RecordedTraining => ({
    ...state,
    outcome: 'Failed',
    completedAt: at,
    failureReason,
    message: told(why),
  });
  const pastDeadline = (): RecordedTraining =>
    observation.deadline?.limitedBy === 'Budget'
      ? fails('stopped: the budget is spent', 'BudgetSpent')
      : fails('stopped: the deadline has passed', 'DeadlineExceeded');
  if (cause === 'deadline') return pastDeadline();
  if (cause === 'final') return fails(`the ${role} ended with a code that starting again cannot cure: ${message}`);
  if (!observation.gang) return fails(`the ${role} failed more often than failurePolicy allows: ${message}`);

  const restarts = { ...state.restarts, [cause]: state.restarts[cause] + 1 };
  const step = observation.progress?.step;
  // An image that does not report is not known to stand still: only the deadline ends it.
  const resumes = cause === 'resume' && step !== undefined ? resumesSinceStep(state, step) : {};
  const used = cause === 'resume' ? (resumes.stalledResumes ?? 0) : restarts[cause];
  const limit = limitOf(cause, observation.failurePolicy);
  if (limit !== undefined && used > limit) return fails(`${limitName[cause]} is used up (${limit}): ${message}`);

  const { startedAt, ...rest } = state;
  const activeSecondsBefore = state.activeSecondsBefore + (startedAt === undefined ? 0 : secondsBetween(startedAt, at));
  if (observation.deadline && activeSecondsBefore >= observation.deadline.seconds) return pastDeadline();
  return {
    ...rest,
    ...resumes,
    attempt: state.attempt + 1,
    restarts,
    activeSecondsBefore,
    message: told(`attempt ${state.attempt + 2} after ${causeWords[cause]}: ${message}`),
  };
}

/** The step of this resume, and how many have come since the last that advanced. */
function resumesSinceStep(
  state: RecordedTraining,
  step: number,
): Pick<RecordedTraining, 'resumedAtStep' | 'stalledResumes'> {
  const stalled = state.resumedAtStep !== undefined && step <= state.resumedAtStep;
  return { resumedAtStep: step, stalledResumes: stalled ? (state.stalledResumes ?? 0) + 1 : 0 };
}

/** How often a cause may occur; `undefined`: without limit. */
function limitOf(cause: RestartCause, failurePolicy: FailurePolicy): number | undefined {
  switch (cause) {
    case 'error':
      return failurePolicy.maxRestarts;
    case 'preemption':
      return failurePolicy.maxPreemptions;
    case 'outOfMemory':
      return failurePolicy.maxOutOfMemory;
    case 'resume':
      return resumesWithoutProgress;
  }
}

const limitName: Readonly<Record<RestartCause, string>> = {
  error: 'failurePolicy.maxRestarts',
  preemption: 'failurePolicy.maxPreemptions',
  outOfMemory: 'failurePolicy.maxOutOfMemory',
  resume: 'the number of resumes without a step in between',
};

const causeWords: Readonly<Record<RestartCause, string>> = {
  error: 'an error',
  preemption: 'a preemption',
  outOfMemory: 'running out of memory',
  resume: 'a checkpoint and exit',
};

/** Whole seconds between two RFC 3339 times; 0 where one is unreadable or they are out of order. */
export function secondsBetween(from: string, to: string): number {
  const seconds = Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
