import { apiVersion } from '../../api/names.ts';
import { resourceKeys } from '../../api/resource-keys.ts';
import type { Resource } from '../graph/resource.ts';
import type { RunCluster } from '../plan/aws/run-cluster.ts';
import type { OwnPoolPlan } from '../plan/own-pool.ts';
import type { Plan } from '../plan/plan.ts';
import type { ClusterNetwork } from '../spec/created-cluster.ts';
import { metadata } from './kubernetes/metadata.ts';

/** The cluster that is made for the run alone; its artifacts outlive it. */
export function ownCluster(plan: Plan, { name, spec }: RunCluster): Resource {
  const { region, network, kubernetesVersion, controlPlaneCidrs, privatelyReachable, systemNodes, tags } = spec;
  return {
    key: resourceKeys.cluster,
    manifest: {
      apiVersion,
      kind: 'TrainingCluster',
      metadata: metadata(plan, name),
      spec: {
        create: {
          cloud: 'AWS',
          region,
          ...networkFields(network),
          kubernetesVersion,
          ...(controlPlaneCidrs && { controlPlaneCidrs }),
          ...(privatelyReachable && { privatelyReachable }),
          systemNodes,
          retentionPolicy: 'Retain',
          ...(Object.keys(tags).length > 0 && { tags }),
        },
      },
    },
    needs: [],
  };
}

/** Machines that are made for the run alone: exactly as many as its tasks need, as long as it trains. */
export function ownPool(plan: Plan, pool: OwnPoolPlan): Resource {
  const { key, name, accelerator, machine, nodes, capacity, placement, zone, diskGiB } = pool;
  const { name: clusterName, namespace } = plan.target.cluster ?? { name: '', namespace: '' };
  return {
    key,
    manifest: {
      apiVersion,
      kind: 'ComputePool',
      metadata: metadata(plan, name),
      spec: {
        clusterRef: { name: clusterName, namespace },
        ...(accelerator && { accelerator: { type: accelerator.type, count: accelerator.count } }),
        instanceType: machine.instanceType,
        nodes,
        capacityType: capacity.type,
        ...(capacity.type === 'Reserved' && { reservation: { type: capacity.of, id: capacity.id } }),
        placement,
        ...(zone !== undefined && { zone }),
        diskGiB,
      },
    },
    // Without its cluster a pool would be refused.
    needs: plan.cluster ? [{ type: 'Observed', key: resourceKeys.cluster }] : [],
  };
}

function networkFields(network: ClusterNetwork) {
  return network.type === 'Named' ? { networkRef: { name: network.name } } : { zones: network.zones };
}
