import { defineSearchAttributeKey } from '@temporalio/common';

/** What workflows can be searched by. A namespace must know the keys before the first workflow; a worker adds them. */
export const searchAttributes = {
  namespace: defineSearchAttributeKey('TrainingNamespace', 'KEYWORD'),
  name: defineSearchAttributeKey('TrainingName', 'KEYWORD'),
  phase: defineSearchAttributeKey('TrainingPhase', 'KEYWORD'),
  /** Generation of the TrainingRun as last applied. */
  generation: defineSearchAttributeKey('TrainingGeneration', 'INT'),
  /** An outcome's result, or a failure's type. */
  outcome: defineSearchAttributeKey('TrainingOutcome', 'KEYWORD'),
} as const;
