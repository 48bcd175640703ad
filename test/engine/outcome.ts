import { isDeepStrictEqual } from 'node:util';
import { isRecord, stringAt } from '../../api/json.ts';
import { identity, keyOf, referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Reconciled } from '../../simulator/reconcile.ts';
import type { Settled } from '../../simulator/settle.ts';

/**
 * Every difference between what the engine and the simulator did in one reconcile, one line each; none where both did
 * the same.
 *
 * Compared whole: status and references of the composite, composed and deleted objects (matched by apiVersion, kind,
 * namespace, name and key), events, and why nothing was applied where nothing was.
 */
export function differences(engine: Reconciled, simulator: Reconciled): readonly string[] {
  return [
    ...between('failure', engine.failure, simulator.failure),
    ...between('composite', engine.xr, simulator.xr),
    ...between(
      'composed',
      byName(engine.composed.map(({ object }) => object)),
      byName(simulator.composed.map(({ object }) => object)),
    ),
    ...between('deleted', byName(engine.deleted), byName(simulator.deleted)),
    ...between('events', engine.events.map(line).sort(), simulator.events.map(line).sort()),
  ];
}

/** The same for whole runs: the differences of every reconcile of every pass, each line with its pass and composite. */
export function passDifferences(engine: Settled, simulator: Settled): readonly string[] {
  const left = reconciles(engine);
  const right = reconciles(simulator);
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [real, simulated] = [left.get(name), right.get(name)];
    if (real === undefined) return [`${name}: only the simulator reconciles`];
    if (simulated === undefined) return [`${name}: only the engine reconciles`];
    return differences(real, simulated).map((difference) => `${name}: ${difference}`);
  });
}

function reconciles({ passes }: Settled): ReadonlyMap<string, Reconciled> {
  const named = ({ number, reconciled }: Settled['passes'][number]) =>
    reconciled.map(({ composite, result }) => [`pass ${number}: ${composite.kind} ${composite.name}`, result] as const);
  return new Map(passes.flatMap(named));
}

function byName(objects: readonly KubernetesObject[]): Readonly<Record<string, KubernetesObject>> {
  return Object.fromEntries(objects.map((object) => [`${identity(referenceTo(object))} (${keyOf(object)})`, object]));
}

function line(event: Reconciled['events'][number]): string {
  return `${event.type} ${event.reason}: ${event.message}`;
}

function between(path: string, engine: unknown, simulator: unknown): readonly string[] {
  if (isDeepStrictEqual(engine, simulator)) return [];
  const [left, right] = [children(engine), children(simulator)];
  if (left === undefined || right === undefined) {
    return [`${path}: engine ${shown(engine)}, simulator ${shown(simulator)}`];
  }
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names.flatMap((name) => between(`${path}.${name}`, left.get(name), right.get(name)));
}

/** Fields, or items; conditions, a list that is a map, by their types. */
function children(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (isRecord(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value)) return undefined;
  const types = value.map((item: unknown) => stringAt(item, 'type'));
  const isMap = types.every((type) => type !== undefined) && new Set(types).size === types.length;
  return new Map(value.map((item: unknown, index) => [isMap ? (types[index] ?? '') : String(index), item]));
}

function shown(value: unknown): string {
  return value === undefined ? 'has none' : JSON.stringify(value);
}
