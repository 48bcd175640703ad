import { listAt, stringAt } from '../api/json.ts';
import { fieldManager } from './names.ts';
import { identity, referenceTo } from './object.ts';
import { provide, provideUntilRest, versionOf } from './provide.ts';
import { reconcile } from './reconcile.ts';
import { scopeWith } from './api-server.ts';
import type { Cluster } from './cluster.ts';
import type { Composition } from './composition.ts';
import type { Definition } from './definition.ts';
import type { KubernetesObject, ObjectReference } from './object.ts';
import type { Providers } from './providers/provider.ts';
import type { Reconciled } from './reconcile.ts';
import type { CallFunction, ReadSchema } from './request.ts';

/** What a simulation runs with. */
export interface Settings {
  readonly compositions: readonly Composition[];
  /** Kinds of composites whose scope is known; others by general knowledge. */
  readonly definitions: readonly Definition[];
  readonly call: CallFunction;
  /** The time of a pass, RFC 3339: the only clock there is. Passes count from 0. */
  readonly now: (pass: number) => string;
  /** Who answers for objects that Crossplane only creates; an empty table answers nothing. */
  readonly providers: Providers;
  /** @default no kind has one */
  readonly readSchema?: ReadSchema;
  /**
   * How often providers answer in a pass. `UntilTheyRest` counts how often Crossplane is needed: whatever is asked for is
   * there before it is called again. @default Once
   */
  readonly answers?: 'Once' | 'UntilTheyRest';
  /** Who reconciles one composite; the engine tier puts Crossplane itself there. @default the simulator */
  readonly reconcile?: typeof reconcile;
  /** @default 60 */
  readonly mostPasses?: number;
  /** Passes before which nothing counts as rest: something is still to happen that only the clock tells. @default 0 */
  readonly leastPasses?: number;
}

/** One composite's reconcile within a pass. */
export interface ReconciledComposite {
  readonly composite: ObjectReference;
  readonly result: Reconciled;
}

/** What happened in one pass: all composites in order, then all providers. */
export interface Pass {
  readonly number: number;
  readonly reconciled: readonly ReconciledComposite[];
}

/** A simulation at rest. */
export interface Settled {
  readonly cluster: Cluster;
  /** Clusters behind provider configurations, by the configuration's identity. */
  readonly remotes: ReadonlyMap<string, Cluster>;
  /** Ids of subnets in which AWS keeps interfaces that nobody takes away any more: there should be none. */
  readonly interfacesIn: ReadonlySet<string>;
  /** All passes; the last one changed nothing. */
  readonly passes: readonly Pass[];
}

/**
 * Reconciles every composite and lets every provider answer, pass after pass, until nothing changes.
 *
 * Nested composites are expanded by their own Compositions. Rejects, naming what still changes, where it never rests.
 */
export async function settle(cluster: Cluster, settings: Settings): Promise<Settled> {
  const remotes = new Map<string, Cluster>();
  const interfacesIn = new Set<string>();
  const passes: Pass[] = [];
  const { mostPasses = 60, leastPasses = 0, now } = settings;
  for (let number = 0; number < mostPasses; number++) {
    const before = versionOf({ cluster, remotes });
    const reconciled = await reconcileAll(cluster, settings, now(number));
    passes.push({ number, reconciled });
    const world = { cluster, remotes, interfacesIn, providers: settings.providers, now: now(number) };
    await (settings.answers === 'UntilTheyRest' ? provideUntilRest(world) : provide(world));
    const isAtRest = versionOf({ cluster, remotes }) === before;
    if (isAtRest && passes.length >= leastPasses) return { cluster, remotes, interfacesIn, passes };
  }
  const last = passes.at(-1)?.reconciled.map(({ composite }) => `${composite.kind} ${composite.name}`) ?? [];
  throw new Error(`cannot settle: after ${mostPasses} passes something still changes around ${last.join(', ')}`);
}

/** Reconciles the composites that are there, parents before children; children made by a parent follow in the same pass. */
async function reconcileAll(
  cluster: Cluster,
  settings: Settings,
  now: string,
): Promise<readonly ReconciledComposite[]> {
  const reconciled: ReconciledComposite[] = [];
  const done = new Set<string>();
  for (;;) {
    const next = cluster.objects().find((object) => isDue(object, settings, done));
    if (next === undefined) return reconciled;
    const composite = referenceTo(next);
    done.add(identity(composite));
    reconciled.push({ composite, result: await reconcileOne(cluster, next, settings, now) });
  }
}

function isDue(object: KubernetesObject, settings: Settings, done: ReadonlySet<string>): boolean {
  return !done.has(identity(referenceTo(object))) && compositionFor(object, settings.compositions) !== undefined;
}

/** The Composition that a composite names, else the first by name for its kind: where core would take any, we take one. */
function compositionFor(xr: KubernetesObject, compositions: readonly Composition[]): Composition | undefined {
  const fitting = compositions.filter(
    ({ compositeType }) => compositeType.apiVersion === xr.apiVersion && compositeType.kind === xr.kind,
  );
  const named = stringAt(xr, 'spec', 'crossplane', 'compositionRef', 'name');
  return fitting.find(({ name }) => name === named) ?? fitting.toSorted((a, b) => (a.name < b.name ? -1 : 1)).at(0);
}

async function reconcileOne(
  cluster: Cluster,
  xr: KubernetesObject,
  settings: Settings,
  now: string,
): Promise<Reconciled> {
  const composition = compositionFor(xr, settings.compositions);
  if (composition === undefined)
    throw new Error(`cannot reconcile ${xr.kind} ${xr.metadata.name}: no Composition fits`);
  const result = await (settings.reconcile ?? reconcile)(
    { xr, composition, observed: referredTo(cluster, xr), now, isNamespaced: scopeWith(settings.definitions) },
    {
      call: settings.call,
      read: (selector) => cluster.find(selector),
      readSchema: settings.readSchema ?? (() => undefined),
    },
  );
  for (const object of result.deleted) cluster.delete(referenceTo(object), now);
  const manager = fieldManager(referenceTo(xr));
  cluster.put(result.xr, now);
  // Core applies in an order of its own: what follows must not depend on it.
  const inOrder = result.composed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (const { object } of inOrder) cluster.apply(object, { manager, now });
  return result;
}

/** The objects that a composite's references name and that exist. */
function referredTo(cluster: Cluster, xr: KubernetesObject): readonly KubernetesObject[] {
  return listAt(xr, 'spec', 'crossplane', 'resourceRefs').flatMap((reference) => {
    const found = cluster.get({
      apiVersion: stringAt(reference, 'apiVersion') ?? '',
      kind: stringAt(reference, 'kind') ?? '',
      namespace: xr.metadata.namespace ?? stringAt(reference, 'namespace'),
      name: stringAt(reference, 'name') ?? '',
    });
    return found === undefined ? [] : [found];
  });
}
