import { metricMeter, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Applied, Training } from '../contract/activities.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import type {
  Decision,
  ObjectReference,
  Retained,
  TrainingRunManifest,
  WorkflowPhase,
  WorkflowStatus,
} from '../contract/training-run.ts';
import type { Deadline } from './deadline.ts';

/** What a workflow knows of its run, and tells whoever asks. It lives as long as one execution. */
export class Journal {
  /** The manifest as it is applied: a person's, with what the workflow itself had to add. */
  manifest: TrainingRunManifest;
  phase: WorkflowPhase = 'Applying';
  applied: Applied | undefined;
  training: Training | undefined;
  deadline: Deadline | undefined;
  approval: Decision | undefined;
  rollback: Decision | undefined;
  /** What was seen to differ from what was applied, since the last time it was applied again. */
  drifts: string[] = [];
  excludedOffers: readonly string[] = [];
  /** What stays by design when the run is gone. */
  retained: readonly Retained[] = [];
  #details = '';

  constructor(manifest: TrainingRunManifest) {
    this.manifest = manifest;
    const { namespace, name } = manifest.metadata;
    upsertSearchAttributes([
      { key: searchAttributes.namespace, value: namespace },
      { key: searchAttributes.name, value: name },
    ]);
  }

  /** The run's object; with its uid once it was applied. */
  get run(): ObjectReference {
    const { apiVersion, kind, metadata } = this.manifest;
    return this.applied?.run ?? { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
  }

  /** Goes on to a phase, with a sentence for people and, where something is waited for, until when. */
  enter(phase: WorkflowPhase, details: string, deadline?: Deadline): void {
    this.phase = phase;
    this.deadline = deadline;
    upsertSearchAttributes([{ key: searchAttributes.phase, value: phase }]);
    this.tell(details);
  }

  /** Replaces the sentence. */
  tell(details: string): void {
    this.#details = details;
    const until = this.deadline === undefined ? '' : `, until ${this.deadline.time}`;
    setCurrentDetails(`**${this.phase}**${until}: ${details}`);
  }

  /** Notes that the run was applied. */
  noteApplied(applied: Applied): void {
    this.applied = applied;
    upsertSearchAttributes([{ key: searchAttributes.generation, value: applied.generation }]);
  }

  /** Notes how the run stands. */
  noteTraining(training: Training): void {
    this.training = training;
    const { phase, percent, attempt, message, budget } = training;
    const again = attempt > 0 ? `, attempt ${attempt}` : '';
    const money = budget === 'Within' ? '' : `, budget ${budget === 'Spent' ? 'spent' : 'nearly spent'}`;
    this.tell(`${phase}, ${percent}%${again}${money}${message === '' ? '' : `: ${message}`}`);
  }

  /** Closes the record. */
  close(outcome: string, details: string): void {
    this.enter('Closed', details);
    upsertSearchAttributes([{ key: searchAttributes.outcome, value: outcome }]);
    metricMeter.createCounter('crosstrain_workflows', 'workflows', 'Workflows that ended').add(1, { outcome });
  }

  /** What the query answers. */
  get status(): WorkflowStatus {
    const { training } = this;
    return {
      phase: this.phase,
      details: this.#details,
      run: this.run,
      ...(this.deadline !== undefined && { deadline: this.deadline.time }),
      ...(training !== undefined && { attempt: training.attempt, progress: `${training.percent}%` }),
      metrics: training?.metrics ?? {},
      ...(training?.spentUSD !== undefined && { spentUSD: training.spentUSD }),
      excludedOffers: this.excludedOffers,
    };
  }
}
