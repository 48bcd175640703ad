import type { Request } from '../request.ts';
import type { Answer } from '../response.ts';
import { computePool } from './compute-pool.ts';
import { trainingCluster } from './training-cluster.ts';
import { trainingNetwork } from './training-network.ts';
import { trainingRun } from './training-run.ts';

/** How one kind is answered; `fatal` where answering would lose what exists. */
export type Kind = (request: Request) => Answer | { readonly fatal: string };

/** The contents page: every kind that the function composes. */
export const kinds: Readonly<Record<string, Kind>> = {
  TrainingRun: trainingRun,
  TrainingCluster: trainingCluster,
  TrainingNetwork: trainingNetwork,
  ComputePool: computePool,
};
