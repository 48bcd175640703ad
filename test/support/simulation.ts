import { compositions, definitions } from '../../cli/sources/package.ts';
import { runFunction } from '../../function/run-function.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { keyOf } from '../../simulator/object.ts';
import { providers as allProviders } from '../../simulator/providers/index.ts';
import { settle } from '../../simulator/settle.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Providers } from '../../simulator/providers/provider.ts';
import type { Settled } from '../../simulator/settle.ts';

/** How a simulation differs from the whole. */
export interface Variant {
  /** Who answers. @default everybody */
  readonly providers?: Providers;
  /** @default Once */
  readonly answers?: 'Once' | 'UntilTheyRest';
  /** Kinds of composites that are taken as they are, with their status. @default none */
  readonly given?: readonly string[];
}

/** The objects played until nothing changes, by the function itself; a minute a pass. */
export function played(
  objects: readonly KubernetesObject[],
  { providers = allProviders, given = [], answers = 'Once' }: Variant = {},
): Promise<Settled> {
  const now = (pass: number) => new Date(Date.UTC(2026, 0, 1, 0, pass)).toISOString();
  const isPlayed = (kind: string) => !given.includes(kind);
  const cluster = clusterWith(definitions.filter(({ kind }) => isPlayed(kind)));
  for (const object of objects) cluster.put(object, now(0));
  const call = (_name: string, request: Parameters<typeof runFunction>[0]) => Promise.resolve(runFunction(request));
  return settle(cluster, {
    compositions: compositions.filter(({ compositeType }) => isPlayed(compositeType.kind)),
    definitions,
    call,
    now,
    providers,
    answers,
  });
}

/** What was composed for one composite, by key. */
export function composedFor({ cluster }: Settled, kind: string, name: string): ReadonlyMap<string, KubernetesObject> {
  const owned = cluster
    .objects()
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.kind === kind && owner.name === name));
  return new Map(owned.map((object) => [keyOf(object), object]));
}

/** A composite as it stands in the end. */
export function composite({ cluster }: Settled, kind: string, name: string): KubernetesObject {
  const found = cluster.objects().find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`cannot find ${kind} ${name}`);
  return found;
}
