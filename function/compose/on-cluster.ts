import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import type { Need, Resource } from '../graph/resource.ts';
import { runName } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import { clusterAuthObject } from './aws/cluster-access.ts';
import { runLabels } from './kubernetes/metadata.ts';
import { usage } from './usage.ts';

/** What must be so before anything can be put on the cluster; nothing for the one that Crossplane runs in. */
export function clusterNeeds({ target, cluster, wanted }: Plan): readonly Need[] {
  if (target.type === 'InCluster') return [];
  const { namespace, name, type, isReady } = target.cluster;
  const named = `TrainingCluster ${namespace}/${name}`;
  const known: Need = {
    type: 'Fact',
    fact: `facts.providerConfigRef of ${named}`,
    known: target.providerConfigRef !== undefined,
  };
  if (cluster) return wanted.cluster ? [known, { type: 'Ready', key: resourceKeys.cluster }] : [known];
  // Before that, the namespace may not be there, nor what makes accelerators something to ask for.
  return type === 'Created' ? [known, { type: 'State', what: `${named} is ready`, holds: isReady }] : [known];
}

/** What must be so of the machines before a Job is created: its time and money run from then on. */
export function machineNeeds({ pools, machines, spec, wanted }: Plan): readonly Need[] {
  const { sharedPool } = machines;
  const shared = spec.pool?.type === 'Ref' ? `ComputePool ${spec.pool.namespace}/${spec.pool.name}` : undefined;
  return [
    ...(wanted.machines ? pools.map(({ key }): Need => ({ type: 'Ready', key })) : []),
    ...(shared === undefined
      ? []
      : ([
          { type: 'Fact', fact: `facts.nodeSelector of ${shared}`, known: sharedPool !== undefined },
          {
            type: 'State',
            what: `${shared} has ${sharedPool?.nodes ?? 0} nodes ready`,
            holds: sharedPool !== undefined && sharedPool.nodesReady >= sharedPool.nodes,
          },
        ] as const)),
  ];
}

/**
 * Keeps the way to a cluster that crosstrain made until what must be deleted there is: an Object that loses it never goes.
 * What is left behind with the run's own cluster needs none.
 */
export function clusterUsages(plan: Plan, objects: readonly Resource[]): readonly Resource[] {
  const { target, run, cluster } = plan;
  if (target.cluster?.type !== 'Created') return [];
  const { namespace, ...auth } = clusterAuthObject(target.cluster);
  const of = namespace === run.namespace ? auth : { ...auth, ...(namespace !== undefined && { namespace }) };
  return objects
    .filter(({ key }) => !cluster || jobRole(key) !== undefined)
    .map(({ key, manifest }): Resource => ({
      key: resourceKeys.usage(key),
      manifest: usage({
        name: runName(run.name, `-usage-${key}`, 120),
        namespace: run.namespace,
        labels: runLabels(plan),
        of,
        by: { apiVersion: manifest.apiVersion, kind: manifest.kind, name: manifest.metadata?.name ?? '' },
      }),
      needs: [{ type: 'Observed', key }],
    }));
}
