import type { RunMachines } from './machines.ts';
import type { Role } from './role.ts';

/** What machines demand of the pods of a role. */
export interface Scheduling {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Readonly<Record<string, unknown>>[];
}

const anywhere: Scheduling = { nodeSelector: {}, tolerations: [] };

/** Where a role's pods go: to accelerators, to the run's own machines, to those of the pool that it uses, or anywhere. */
export function scheduling({ accelerated }: Role, { accelerator, pools, sharedPool }: RunMachines): Scheduling {
  if (accelerated && accelerator) return accelerator;
  const own = pools.find(({ purpose }) => (purpose === 'Workers') === accelerated);
  if (own) return { ...anywhere, nodeSelector: own.nodeSelector };
  if (!sharedPool) return anywhere;
  const { nodeSelector, taints } = sharedPool;
  return { nodeSelector, tolerations: taints.map(({ key, effect }) => ({ key, operator: 'Exists', effect })) };
}
