import type { RefusedSpec } from '../refused-spec.ts';

/** Restarts, deadline and budget, as the API server must refuse them. */
export const refusedLimits: readonly RefusedSpec[] = [
  {
    because: 'restarts cannot be owed',
    spec: { failurePolicy: { maxRestarts: -1 } },
    problems: ['spec.failurePolicy.maxRestarts: must be at least 0, is -1'],
  },
  {
    because: 'a deadline before the first pod runs',
    spec: { activeDeadlineSeconds: 5 },
    problems: ['spec.activeDeadlineSeconds: must be at least 60, is 5'],
  },
  {
    because: 'an empty budget reads like a limit and is none',
    spec: { budget: {} },
    problems: ['spec.budget: set maxHourlyUSD, totalUSD or both, or leave budget out'],
  },
  {
    because: 'nothing can be bought for nothing',
    spec: { budget: { totalUSD: '0.00' } },
    problems: ['spec.budget.totalUSD: totalUSD must be more than 0'],
  },
  {
    because: 'money as a number loses cents',
    spec: { budget: { totalUSD: 20 } },
    problems: ['spec.budget.totalUSD: must be text: put 20 in quotes'],
  },
  {
    because: 'the currency is fixed',
    spec: { budget: { maxHourlyUSD: '$5' } },
    problems: ['spec.budget.maxHourlyUSD: cannot be "$5" (What an hour may cost, such as "12.50")'],
  },
];
