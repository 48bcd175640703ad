import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import type { Need, Resource } from '../graph/resource.ts';
import { runName } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunMachines } from '../plan/machines.ts';
import type { ClusterReference } from '../spec/training-run.ts';
import { clusterAuthObject } from './aws/cluster-access.ts';
import { runLabels } from './kubernetes/metadata.ts';
import { usage } from './usage.ts';

/** What must be so before anything can be put on the cluster; nothing for the one that Crossplane runs in. */
export function clusterNeeds({ target, run }: Plan): readonly Need[] {
  if (target.type === 'InCluster') return [];
  const { namespace, name, type, namespacesReady } = target.cluster;
  const named = `TrainingCluster ${namespace}/${name}`;
  const known = target.providerConfigRef !== undefined;
  const there = namespacesReady.includes(run.namespace);
  return [
    { type: 'Fact', fact: `facts.providerConfigRef of ${named}`, known },
    ...(type === 'Created'
      ? [{ type: 'State', what: `${named} has namespace ${run.namespace}`, holds: there } as const]
      : []),
  ];
}

/** What must be so before a Job is created, whose time and money run from then on: machines, and what makes them usable. */
export function jobNeeds(plan: Plan): readonly Need[] {
  const { target, pools, machines, spec, wanted } = plan;
  if (target.cluster?.type !== 'Created') return [];
  return [
    ...clusterReady(plan),
    ...(wanted.machines ? pools.map(({ key }): Need => ({ type: 'Ready', key })) : []),
    ...(spec.pool?.type === 'Ref' ? sharedPoolNeeds(spec.pool, machines) : []),
  ];
}

/** That a cluster which crosstrain made has all of its add-ons; nothing for others. */
export function clusterReady({ target, cluster }: Plan): readonly Need[] {
  if (target.cluster?.type !== 'Created') return [];
  if (cluster) return [{ type: 'Ready', key: resourceKeys.cluster }];
  const { namespace, name, isReady } = target.cluster;
  return [{ type: 'State', what: `TrainingCluster ${namespace}/${name} is ready`, holds: isReady }];
}

function sharedPoolNeeds({ namespace, name }: ClusterReference, { sharedPool }: RunMachines): readonly Need[] {
  const named = `ComputePool ${namespace}/${name}`;
  const nodes = sharedPool?.nodes ?? 0;
  return [
    { type: 'Fact', fact: `facts.nodeSelector of ${named}`, known: sharedPool !== undefined },
    { type: 'State', what: `${named} has ${nodes} nodes ready`, holds: (sharedPool?.nodesReady ?? -1) >= nodes },
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
