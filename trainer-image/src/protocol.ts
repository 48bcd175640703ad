import type { exitCodes } from '../../api/trainer-contract/exit-codes.ts';
import type { ChosenBackend, Wish } from './backends/choose.ts';
import type { ModelFiles } from './export/layers-model.ts';
import type { ExecutionWish, Subject } from './configuration.ts';
import type { Input } from './data/inputs.ts';
import type { Goal } from './recipes/recipe.ts';
import type { TrainingEvent } from './training/loop.ts';
import type { TrainingState } from './training/state.ts';

/** What the training thread is started with. */
export interface Assignment extends Wish {
  readonly subject: Subject;
  readonly inputs: readonly Input[];
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly execution: ExecutionWish;
}

/** What the thread will train; the main thread finds the checkpoint that belongs to it. */
export interface Plan extends ChosenBackend {
  /** Name of the recipe or module. */
  readonly recipe: string;
  /** As used, with the defaults. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly dataDigest: string;
  readonly goal: Goal;
  readonly examples: number;
  readonly testExamples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly totalSteps: number;
  /** What was found wrong with the data and left out, a sentence each. */
  readonly skipped: readonly string[];
}

/**
 * What the main thread tells the training thread. `begin` comes once, after `prepared`; the others at any time after,
 * and are done between two steps.
 */
export type Command =
  | { readonly kind: 'begin'; readonly from: TrainingState | undefined }
  | { readonly kind: 'save' }
  | { readonly kind: 'stop' };

/** What the training thread tells the main thread. `stopped`, `finished` and `failed` come once, as the last. */
export type Message =
  | { readonly kind: 'prepared'; readonly plan: Plan }
  | TrainingEvent
  | { readonly kind: 'stopped'; readonly state: TrainingState }
  | {
      readonly kind: 'finished';
      readonly state: TrainingState;
      readonly metrics: Readonly<Record<string, number>>;
      readonly model: ModelFiles;
      /** Content of `saved_model.pb`, or why there is none, as a clause. */
      readonly savedModel: Uint8Array | string;
    }
  | { readonly kind: 'failed'; readonly reason: keyof typeof exitCodes; readonly message: string };
