import { proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../contract/activities.ts';

/**
 * One request to the API server takes no longer, answer and all. After that the worker is taken for dead and another one
 * tries again.
 */
const startToCloseTimeout = '30s';

/** The workflow hears of a cancellation when the activity has ended: no undo ever races a write that is under way. */
const cancellationType = 'WAIT_CANCELLATION_COMPLETED';

const common = { startToCloseTimeout, cancellationType } as const satisfies ActivityOptions;

/** Writes: soon done, or not at all. A rotated token is taken up within 60 seconds, so ten minutes outlast it. */
export const write = proxyActivities<Pick<Activities, 'applyTraining'>>({
  ...common,
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/**
 * Looks that are repeated by the server until there is what is waited for. The workflow's own deadline, which a person may
 * extend, ends them long before this bound does.
 */
export const look = proxyActivities<Pick<Activities, 'observeReady' | 'followTraining'>>({
  ...common,
  scheduleToCloseTimeout: '365d',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Clearing up: a cluster that cannot be reached for hours still gets its chance, since what is left costs money. */
export const clear = proxyActivities<Pick<Activities, 'takeInventory' | 'deleteTraining' | 'observeGone'>>({
  ...common,
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** The last word on what is left, when clearing up has failed. */
export const lastLook = proxyActivities<Pick<Activities, 'listLeftovers'>>({
  ...common,
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumAttempts: 3 },
});
