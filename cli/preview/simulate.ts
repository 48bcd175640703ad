import { isRecord, recordAt } from '../../api/json.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { compositeLabel, controllerOf, identity, keyOf, referenceTo } from '../../simulator/object.ts';
import { providers as realProviders } from '../../simulator/providers/index.ts';
import { settle } from '../../simulator/settle.ts';
import { compositions, definitions, isComposite } from '../sources/package.ts';
import type { Cluster } from '../../simulator/cluster.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Providers } from '../../simulator/providers/provider.ts';
import type { CallFunction } from '../../simulator/request.ts';
import type { Settled } from '../../simulator/settle.ts';
import type { Simulated } from './story.ts';

/** What a simulation of files needs beside them. */
export interface SimulationPorts {
  readonly call: CallFunction;
  /** When it begins; each pass is a minute later. */
  readonly start: Date;
}

/** Plays both simulations: nobody answers, and everybody does. `observed` objects exist already. */
export async function simulate(
  objects: readonly KubernetesObject[],
  observed: readonly KubernetesObject[],
  ports: SimulationPorts,
): Promise<Simulated> {
  return {
    atFirst: await play(clusterOf(objects, observed, ports), {}, ports),
    settled: await play(clusterOf(objects, observed, ports), realProviders, ports),
    existedBefore: new Set(observed.map((object) => identity(referenceTo(object)))),
  };
}

/** Reconciles what is in the cluster until it rests. */
export function play(cluster: Cluster, providers: Providers, { call, start }: SimulationPorts): Promise<Settled> {
  return settle(cluster, { compositions, definitions, call, providers, now: minutesFrom(start) });
}

/** A cluster with the files' objects, and what was observed of them. */
export function clusterOf(
  objects: readonly KubernetesObject[],
  observed: readonly KubernetesObject[],
  { start }: SimulationPorts,
): Cluster {
  const cluster = clusterWith(definitions);
  const now = minutesFrom(start)(0);
  for (const object of observed) cluster.put(object, now);
  for (const object of objects) cluster.put(isComposite(object) ? resumed(object, observed) : object, now);
  return cluster;
}

/** A composite as it continues: its own uid, status and references where it was observed, else those that its objects tell. */
function resumed(object: KubernetesObject, observed: readonly KubernetesObject[]): KubernetesObject {
  const before = observed.find((candidate) => identity(referenceTo(candidate)) === identity(referenceTo(object)));
  const composed = observed.filter((candidate) => keyOf(candidate) !== '' && isOf(candidate, object));
  const uid =
    before?.metadata.uid ?? composed.map((one) => controllerOf(one)?.uid).find((found) => found !== undefined);
  const references = composed.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, name: metadata.name }));
  const crossplane = recordAt(before, 'spec', 'crossplane');
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  return {
    ...object,
    metadata: { ...before?.metadata, ...object.metadata, ...(uid !== undefined && { uid }) },
    spec: {
      ...spec,
      ...((references.length > 0 || before !== undefined) && {
        crossplane: { ...crossplane, resourceRefs: references },
      }),
    },
    ...(before?.['status'] !== undefined && { status: before['status'] }),
  };
}

function isOf(composed: KubernetesObject, composite: KubernetesObject): boolean {
  const controller = controllerOf(composed);
  if (controller !== undefined)
    return controller.kind === composite.kind && controller.name === composite.metadata.name;
  return composed.metadata.labels?.[compositeLabel] === composite.metadata.name;
}

function minutesFrom(start: Date): (pass: number) => string {
  return (pass) => `${new Date(start.getTime() + pass * 60_000).toISOString().slice(0, 19)}Z`;
}
