import type { RunName } from './identity.ts';

/** A TrainingRun as a person writes it. */
export interface TrainingRunManifest {
  readonly apiVersion: string;
  readonly kind: 'TrainingRun';
  readonly metadata: RunName & Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a `trainingRun` workflow is started with: what the TrainingRun says is what happens. */
export interface TrainingRunInput {
  readonly manifest: TrainingRunManifest;
}

/** Where a workflow stands. */
export type WorkflowPhase =
  'Applying' | 'Provisioning' | 'Training' | 'Evaluating' | 'AwaitingApproval' | 'TearingDown' | 'Closed';

/** A person's decision, with a name and a reason for the record. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/** More time for what the workflow waits for now. */
export interface Extension extends Decision {
  readonly seconds: number;
}

/** An object of the cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent where the object was not seen. */
  readonly uid?: string;
}

/** Something that stays when the run is deleted, and why. */
export interface Retained {
  readonly uri?: string;
  readonly name?: string;
  readonly reason: string;
}

/** A threshold that was not met. */
export interface Missed {
  readonly metric: string;
  readonly message: string;
}

/** What a run gave that was trained to the end. */
interface Trained {
  readonly metrics: Readonly<Record<string, string>>;
  readonly spentUSD?: string;
  readonly provenance: Readonly<Record<string, string>>;
}

/** What is left when a workflow has closed. */
interface Left {
  /** Artifacts and the like, by the run's own word. */
  readonly retained: readonly Retained[];
  /** The TrainingRun, where its release policy keeps it. */
  readonly kept?: ObjectReference;
}

/** How a workflow ends that did not fail. */
export type Outcome = Left &
  (
    | ({ readonly result: 'Accepted'; readonly approval?: Decision } & Trained)
    | ({ readonly result: 'BelowThreshold'; readonly missed: readonly Missed[] } & Trained)
    | { readonly result: 'RolledBack'; readonly decision: Decision }
  );

/** What a query answers: where the workflow is and what it knows. */
export interface WorkflowStatus {
  readonly phase: WorkflowPhase;
  /** One sentence for people. */
  readonly details: string;
  readonly run: ObjectReference;
  /** RFC 3339; what is waited for now must have come by then. Absent where nothing is waited for. */
  readonly deadline?: string;
  readonly attempt?: number;
  readonly progress?: string;
  readonly metrics: Readonly<Record<string, string>>;
  readonly spentUSD?: string;
  readonly excludedOffers: readonly string[];
}
