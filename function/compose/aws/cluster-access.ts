import { clusterKeys as keys, networkKeys, resourceKeys } from '../../../api/resource-keys.ts';
import type { Manifest, Need, Resource } from '../../graph/resource.ts';
import type { ProviderConfigReference } from '../../observe/training-cluster.ts';
import { runName } from '../../plan/names.ts';
import { providerConfig, reachability, teamNamespace } from '../kubernetes/cluster-access.ts';
import { clusterAddons, helmProviderConfig } from '../kubernetes/cluster-addons.ts';
import { usage, type UsedObject } from '../usage.ts';
import { ready, type ComposedCluster } from './composed-cluster.ts';
import { apiVersionOf, managedResource, objectName } from './managed-resource.ts';

/** With whom a cluster is shared, and how those reach it. */
export interface Sharing {
  /** Every namespace whose runs may use it, the own one first. */
  readonly namespaces: readonly string[];
  /** Leads to the cluster that Crossplane runs in; absent: the cluster is its namespace's alone. */
  readonly inClusterProviderConfigRef?: ProviderConfigReference;
}

/** How the cluster is reached, and what is put into it once: plugins, the secret store, a namespace for each team. */
export function clusterAccess(cluster: ComposedCluster, sharing: Sharing): readonly Resource[] {
  const { owner } = cluster.settings;
  const config = { name: accessName(owner.name), namespace: owner.namespace };
  const reached: readonly Need[] = [ready(keys.clusterAuth), { type: 'Observed', key: resourceKeys.providerConfig }];
  return [
    clusterAuth(cluster),
    {
      key: resourceKeys.providerConfig,
      manifest: providerConfig(config, {
        type: 'Existing',
        secretName: secretName(owner.name),
        secretKey: 'kubeconfig',
      }),
      needs: [ready(keys.clusterAuth)],
    },
    {
      key: keys.helmProviderConfig,
      manifest: helmProviderConfig(config, secretName(owner.name)),
      needs: [ready(keys.clusterAuth)],
    },
    {
      key: resourceKeys.reachability,
      manifest: reachability(objectName(owner.name, resourceKeys.reachability), config),
      needs: reached,
    },
    ...sharing.namespaces.map((team): Resource => ({
      key: resourceKeys.teamNamespace(team),
      manifest: teamNamespace(runName(`${owner.name}-${team}`, '-namespace'), config, team),
      needs: reached,
    })),
    ...clusterAddons(config).map(({ name, manifest }): Resource => ({
      key: keys.release(name),
      manifest,
      needs: [
        ready(keys.clusterAuth),
        { type: 'Observed', key: keys.helmProviderConfig },
        // Their pods need a machine.
        ready(keys.nodeGroup),
      ],
    })),
    ...(sharing.inClusterProviderConfigRef && sharing.namespaces.length > 1
      ? [clusterProviderConfig(cluster, sharing.inClusterProviderConfigRef, reached)]
      : []),
    ...usages(cluster),
  ];
}

/** Name of the provider configurations that a cluster makes. */
export function accessName(cluster: string): string {
  return runName(cluster);
}

/** Name of the ClusterProviderConfig by which other namespaces reach it: it has no namespace to tell it apart. */
export function sharedAccessName({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return runName(`${namespace}.${name}`);
}

/** What keeps the way to a cluster: as long as it is there, so are kubeconfig and the cluster itself. */
export function clusterAuthObject({
  name,
  namespace,
}: {
  readonly name: string;
  readonly namespace: string;
}): UsedObject {
  return {
    apiVersion: apiVersionOf('ClusterAuth'),
    kind: 'ClusterAuth',
    name: objectName(name, keys.clusterAuth),
    namespace,
  };
}

/** Name of the Secret with the kubeconfig. */
function secretName(cluster: string): string {
  return objectName(cluster, 'kubeconfig');
}

/** A kubeconfig with a token that is renewed; a secret that was lost comes back no sooner than that. */
function clusterAuth({ plan, settings }: ComposedCluster): Resource {
  const manifest = managedResource(settings, {
    kind: 'ClusterAuth',
    key: keys.clusterAuth,
    forProvider: { clusterName: plan.names.cluster, refreshPeriod: '5m' },
    connectionSecret: secretName(settings.owner.name),
  });
  return { key: keys.clusterAuth, manifest, needs: [ready(keys.cluster)] };
}

function clusterProviderConfig(
  { settings }: ComposedCluster,
  inCluster: ProviderConfigReference,
  needs: readonly Need[],
): Resource {
  const { owner, labels } = settings;
  const inner: Manifest = {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'ClusterProviderConfig',
    metadata: { name: sharedAccessName(owner), labels },
    spec: {
      credentials: {
        source: 'Secret',
        secretRef: { name: secretName(owner.name), namespace: owner.namespace, key: 'kubeconfig' },
      },
    },
  };
  return {
    key: keys.clusterProviderConfig,
    manifest: {
      apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
      kind: 'Object',
      metadata: { name: objectName(owner.name, keys.clusterProviderConfig), namespace: owner.namespace, labels },
      spec: {
        forProvider: { manifest: inner },
        providerConfigRef: { kind: inCluster.kind, name: inCluster.name },
      },
    },
    needs,
  };
}

/**
 * What must not go before what uses it. EKS refuses to delete a cluster that has node groups, so what the cluster keeps,
 * its nodes keep too; Objects of runs keep the ClusterAuth, and with it all by which they are reached.
 */
function usages(cluster: ComposedCluster): readonly Resource[] {
  const { plan, settings } = cluster;
  const { owner, labels } = settings;
  const eks = { apiVersion: apiVersionOf('Cluster'), kind: 'Cluster', name: objectName(owner.name, keys.cluster) };
  const auth = {
    apiVersion: apiVersionOf('ClusterAuth'),
    kind: 'ClusterAuth',
    name: objectName(owner.name, keys.clusterAuth),
  };
  const role = (key: string) => ({ apiVersion: apiVersionOf('Role'), kind: 'Role', name: objectName(owner.name, key) });
  const { egressRoute } = cluster.facts;
  const networkKey = plan.spec.network.type === 'Own' ? keys.network : keys.cluster;
  const kept = [
    // Without its rights EKS leaves network interfaces and security groups behind.
    { key: keys.clusterRole, of: role(keys.clusterRole), by: eks, byKey: keys.cluster, ofKey: keys.clusterRole },
    { key: keys.nodeRole, of: role(keys.nodeRole), by: eks, byKey: keys.cluster, ofKey: keys.nodeRole },
    {
      key: keys.networkInterfaceRole,
      of: role(keys.networkInterfaceRole),
      by: eks,
      byKey: keys.cluster,
      ofKey: keys.networkInterfaceRole,
    },
    // Nodes that lose their way out while they are drained leave network interfaces behind.
    ...(egressRoute === undefined
      ? []
      : [
          {
            key: networkKeys.egressRoute('private'),
            of: { apiVersion: apiVersionOf('Route'), kind: 'Route', name: egressRoute },
            by: eks,
            byKey: keys.cluster,
            ofKey: networkKey,
          },
        ]),
    // Objects on the cluster that lose the way to it never go. Provider configurations stay by themselves as long as
    // anything uses them.
    { key: keys.cluster, of: eks, by: auth, byKey: keys.clusterAuth, ofKey: keys.cluster },
    {
      key: 'kubeconfig',
      of: { apiVersion: 'v1', kind: 'Secret', name: secretName(owner.name) },
      by: auth,
      byKey: keys.clusterAuth,
      ofKey: keys.clusterAuth,
    },
  ];
  return kept.map(({ key, of, by, byKey, ofKey }) => ({
    key: keys.usage(key),
    manifest: usage({ name: objectName(owner.name, keys.usage(key)), namespace: owner.namespace, labels, of, by }),
    needs: [...new Set([byKey, ofKey])].map((needed) => ({ type: 'Observed', key: needed })),
  }));
}
