import { recordAt } from '../api/json.ts';
import { Cluster } from './cluster.ts';
import { statusWith, conditionsIn, withConditions } from './conditions.ts';
import { finalizersOf, groupOf, identity, isGoing, referenceTo } from './object.ts';
import { interfacesLeftBehind } from './providers/aws/left-behind.ts';
import { inUse, reasonToStay } from './providers/farewell.ts';
import type { KubernetesObject, ObjectReference } from './object.ts';
import type { Providers } from './providers/provider.ts';

/** All that providers look at and write to. */
export interface ProvidedWorld {
  readonly cluster: Cluster;
  /** Clusters behind provider configurations, by the configuration's identity; new ones are added. */
  readonly remotes: Map<string, Cluster>;
  /** Ids of subnets in which interfaces stayed behind; new ones are added. */
  readonly interfacesIn: Set<string>;
  readonly providers: Providers;
  /** The time that they write, RFC 3339. */
  readonly now: string;
}

/** Lets each object's provider answer once; those on remote clusters after those that put them there. */
export async function provide(world: ProvidedWorld): Promise<void> {
  const { cluster, remotes, providers, now } = world;
  const isAnswered = Object.keys(providers).length > 0;
  const remote = (reference: ObjectReference): Cluster => {
    const known = remotes.get(identity(reference));
    if (known !== undefined) return known;
    const created = new Cluster();
    // Every cluster has this one; whoever asks whether a cluster answers reads it.
    created.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } }, now);
    remotes.set(identity(reference), created);
    return created;
  };
  const answer = async (where: Cluster): Promise<void> => {
    for (const object of where.objects()) {
      if (isGoing(object)) {
        letGo(object, where, world);
        continue;
      }
      const provider = providers[`${object.apiVersion}/${object.kind}`];
      const status = await provider?.(object, { cluster: where, remote, now });
      // A provider may have changed the object itself, or another may have: only the status is this one's.
      const current = where.get(referenceTo(object));
      if (current === undefined) continue;
      // Core itself holds Usages.
      if (status === undefined && object.kind === 'Usage' && isAnswered) where.put(held(current), now);
      if (status !== undefined) where.put(held({ ...current, status }), now);
    }
  };
  await answer(cluster);
  for (const behind of remotes.values()) await answer(behind);
}

/** Crossplane's own name for it: a provider holds what it has made until it is unmade. */
export const providerFinalizer = 'finalizer.managedresource.crossplane.io';

/** Crossplane and its providers hold their objects; what Kubernetes' own controllers answer for goes at once. */
function held(object: KubernetesObject): KubernetesObject {
  const isHeld = /(\.m\.upbound|\.m\.crossplane|^protection\.crossplane)\.io$/.test(groupOf(object.apiVersion));
  const finalizers = finalizersOf(object);
  if (!isHeld || finalizers.includes(providerFinalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, providerFinalizer] } };
}

/** Unmakes what is to be deleted, or says why that cannot be yet. */
function letGo(object: KubernetesObject, where: Cluster, { interfacesIn, now }: ProvidedWorld): void {
  const others = where.objects().filter((other) => other !== object);
  const why = inUse(object, others) ?? reasonToStay(object, others, { interfacesIn });
  if (why === undefined) {
    for (const subnet of interfacesLeftBehind(object, others)) interfacesIn.add(subnet);
    where.released(referenceTo(object), providerFinalizer, now);
    return;
  }
  const conditions = withConditions(conditionsIn(object['status']), {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcileError',
    message: `delete failed: ${why}`,
    lastTransitionTime: now,
  });
  where.put({ ...object, status: statusWith(recordAt(object, 'status'), conditions) }, now);
}

const mostTurns = 60;

/** Lets providers answer until none has anything to add; rejects where they never rest. */
export async function provideUntilRest(world: ProvidedWorld): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn++) {
    const before = versionOf(world);
    await provide(world);
    if (versionOf(world) === before) return;
  }
  throw new Error(`cannot settle: providers still change something after ${mostTurns} turns`);
}

/** Grows with every change of anything, and with nothing else. */
export function versionOf({ cluster, remotes }: Pick<ProvidedWorld, 'cluster' | 'remotes'>): number {
  return [...remotes.values()].reduce((sum, { version }) => sum + version + 1, cluster.version);
}
