import type { TrainingRunSpec } from '../spec/training-run.ts';

/** TensorFlow's task types. */
export type RoleName = 'chief' | 'worker' | 'ps' | 'evaluator';

/** One kind of task of a run, and how many there are. */
export interface Role {
  readonly name: RoleName;
  readonly replicas: number;
  /** Whether its pods ask for accelerators: only what computes gradients does. */
  readonly accelerated: boolean;
}

/** The roles of a run in the order of `TF_CONFIG`; the evaluator is last and not part of the cluster. */
export function roles({ strategy, workers, evaluator }: TrainingRunSpec): readonly Role[] {
  const worker: Role = { name: 'worker', replicas: workers, accelerated: true };
  const evaluators: readonly Role[] = evaluator ? [{ name: 'evaluator', replicas: 1, accelerated: false }] : [];
  switch (strategy.type) {
    case 'AllReduce':
      return [worker, ...evaluators];
    case 'ParameterServer':
      return [
        { name: 'chief', replicas: 1, accelerated: false },
        worker,
        { name: 'ps', replicas: strategy.parameterServers, accelerated: false },
        ...evaluators,
      ];
  }
}

/** Pods of all roles together. */
export function podCount(all: readonly Role[]): number {
  return all.reduce((pods, { replicas }) => pods + replicas, 0);
}

/** The role whose Job decides how the run ends, and whose task 0 reports progress. */
export function leadingRole(spec: TrainingRunSpec): RoleName {
  return spec.strategy.type === 'ParameterServer' ? 'chief' : 'worker';
}

/**
 * Whether the run's tasks live and die together: with all-reduce one lost worker stops all the others, so the whole
 * gang starts again as a new attempt. Parameter servers let single workers come back.
 */
export function isGang({ strategy, workers }: TrainingRunSpec): boolean {
  return strategy.type === 'AllReduce' && workers > 1;
}
