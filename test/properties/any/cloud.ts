import { Cluster } from '../../../simulator/cluster.ts';
import { parseObject } from '../../../simulator/object.ts';
import { providers } from '../../../simulator/providers/index.ts';
import type { Providers } from '../../../simulator/providers/provider.ts';
import { minute, provided } from '../../support/controllers.ts';
import { written, type World } from '../../support/world.ts';

/** Everybody who answers for what the platform makes, but for those that `provided` stands in for. */
const { 'batch/v1/Job': _, 'kubernetes.m.crossplane.io/v1alpha1/Object': __, ...cloud }: Providers = providers;

/** Steps that the slowest controller takes until its object is ready. */
const steps = 4;

/** All controllers do all that they can. */
export function workDone(world: World): World {
  let now = provided(world);
  for (let step = 0; step < steps; step++) now = answeredOnce(now);
  return now;
}

function answeredOnce(world: World): World {
  const cluster = new Cluster();
  for (const object of Object.values(world.observed)) {
    const parsed = parseObject(object);
    if (typeof parsed !== 'string') cluster.put(parsed, minute(1));
  }
  const turn = { cluster, remote: () => new Cluster(), now: minute(1) };
  return written(world, (_key, object) => {
    if (object['apiVersion'] === 'crosstrain.dev/v1alpha1') return { ...object, status: { conditions: [ready] } };
    const parsed = parseObject(object);
    if (typeof parsed === 'string') return object;
    const status = cloud[`${parsed.apiVersion}/${parsed.kind}`]?.(parsed, turn);
    return status === undefined ? object : { ...object, status };
  });
}

const ready = { type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: minute(1) };
