import type { Activities } from '../contract/activities.ts';
import { toFailure } from '../kubernetes/failure.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { applyTraining } from './apply.ts';
import { followTraining, observeReady } from './observe.ts';
import { counted } from './metrics.ts';
import { deleteTraining, listLeftovers, observeGone, takeInventory } from './remove.ts';

/** The activities on a cluster. What the cluster says against them becomes a typed failure here and nowhere else. */
export function activitiesOn(plain: Cluster): Activities {
  const cluster = counted(plain);
  const on =
    <Request, Result>(activity: (cluster: Cluster, request: Request) => Promise<Result>) =>
    async (request: Request): Promise<Result> => {
      try {
        return await activity(cluster, request);
      } catch (error) {
        throw toFailure(error);
      }
    };
  return {
    applyTraining: on(applyTraining),
    observeReady: on(observeReady),
    followTraining: on(followTraining),
    takeInventory: on(takeInventory),
    deleteTraining: on(deleteTraining),
    observeGone: on(observeGone),
    listLeftovers: on(listLeftovers),
  };
}
