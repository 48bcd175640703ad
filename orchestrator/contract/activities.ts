import type { ObjectReference, Retained, TrainingRunManifest } from './training-run.ts';

/** What `applyTraining` is told. */
export interface ApplyRequest {
  readonly manifest: TrainingRunManifest;
  readonly workflowId: string;
  /** Temporal's id of this execution, which marks the object as its own. */
  readonly execution: string;
  /** Whether fields that somebody else took are taken back; only for what the workflow applied before. */
  readonly force: boolean;
}

/** A TrainingRun as it was applied. */
export interface Applied {
  readonly run: ObjectReference & { readonly uid: string };
  readonly generation: number;
  /** sha256 of the spec as applied, before the API server's defaults. */
  readonly specDigest: string;
}

/** What of a run is looked at while it trains. */
export interface Training {
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly attempt: number;
  readonly percent: number;
  readonly outcome?: 'Succeeded' | 'Failed';
  readonly metrics: Readonly<Record<string, string>>;
  readonly spentUSD?: string;
  readonly budget: BudgetLevel;
  readonly provenance: Readonly<Record<string, string>>;
}

/** How much of the cap is spent. */
export type BudgetLevel = 'Within' | 'NearlySpent' | 'Spent';

/** What became of a run that was waited for: it is ready, or its machines cannot be had. */
export type Provisioned =
  /** How long Kubernetes lets it train, where it says so. */
  | { readonly type: 'Ready'; readonly deadlineSeconds?: number }
  | { readonly type: 'NoCapacity'; readonly instanceType: string; readonly message: string };

/** What there is of a run: what must be gone after its deletion, and what will stay. */
export interface Inventory {
  /** Whether the object that is there is the one asked for. */
  readonly present: boolean;
  /** An object of that name that belongs to somebody else; it is left alone. */
  readonly foreign: boolean;
  readonly uid?: string;
  /** Composed objects, those of composed composites included. */
  readonly composed: readonly ObjectReference[];
  readonly retained: readonly Retained[];
  /** Why it is not ready, in the words of its conditions. */
  readonly reason: string;
  readonly message: string;
  /** The last warnings about it, oldest first, ten at most. */
  readonly warnings: readonly string[];
}

/** The run that is waited for, as it was applied last. */
export interface ReadyRequest {
  readonly run: ObjectReference;
  readonly generation: number;
  /** Machines that lacked already: what conditions still say of them is no news. */
  readonly excludedOffers: readonly string[];
}

/** The run that an activity speaks of. */
export interface RunRequest {
  readonly run: ObjectReference;
  readonly execution: string;
}

/** What was done to an object: the line of the audit trail. */
export interface Deleted {
  readonly object: ObjectReference;
  readonly outcome: 'Deleted' | 'AlreadyGone' | 'Foreign';
}

/**
 * The activities. Each is one short look or one write that may be repeated; waiting is the server's retry of a look.
 */
export interface Activities {
  /** Applies the run and marks it as this execution's. */
  applyTraining(request: ApplyRequest): Promise<Applied>;
  /** Ends when the run is ready, has ended or lacks machines; fails with `NotReady` until then. */
  observeReady(request: ReadyRequest): Promise<Provisioned>;
  /** Ends when something worth telling has changed since `seen`; fails with `NotReady` until then. */
  followTraining(request: { readonly run: ObjectReference; readonly seen?: Training }): Promise<Training>;
  /** Lists what there is of the run. */
  takeInventory(request: RunRequest): Promise<Inventory>;
  /** Deletes the run, the one with that uid and no other, after what it composes. */
  deleteTraining(request: { readonly run: ObjectReference & { readonly uid: string } }): Promise<Deleted>;
  /** Ends when none of the objects is there; fails with `NotReady` naming those that are. */
  observeGone(request: { readonly objects: readonly ObjectReference[] }): Promise<void>;
  /** Those of the objects that are still there, or may be. */
  listLeftovers(request: { readonly objects: readonly ObjectReference[] }): Promise<readonly string[]>;
}
