import { inOrder } from '../graph/order.ts';
import type { Manifest, Need, Resource } from '../graph/resource.ts';
import { keptJob } from './kept-job.ts';
import { keptMachines } from './kept-machines.ts';
import { ownedFields } from './owned-fields.ts';
import { readiness } from './readiness.ts';

/** A resource as it is asked for in the response. */
export interface DesiredResource {
  readonly key: string;
  readonly manifest: Manifest;
  readonly ready: boolean;
}

/** Something that is not made yet, and the fact that it waits for. */
export interface Gated {
  readonly resource: string;
  readonly fact: string;
}

/** The graph against what exists. */
export interface Settled {
  readonly desired: readonly DesiredResource[];
  readonly waitingFor: readonly Gated[];
  /** Desired objects that are not ready, and why. */
  readonly notReady: readonly Gated[];
  /**
   * Keys of observed objects that cannot be asked for as they are: a fact of theirs is lost, and they do not say which
   * fields are Crossplane's. Whoever answers with them must stop the reconcile, or they would lose fields.
   */
  readonly unreadable: readonly string[];
}

/**
 * Which resources of the graph are asked for now.
 *
 * What is observed stays desired, whatever it once waited for: a fact that is lost later must never delete anything.
 * What is not observed yet waits for all its needs.
 */
export function settle(resources: readonly Resource[], observed: ReadonlyMap<string, unknown>): Settled {
  const desired: DesiredResource[] = [];
  const waitingFor: Gated[] = [];
  const notReady: Gated[] = [];
  const unreadable: string[] = [];
  for (const { key, manifest, needs, keepsTemplate } of inOrder(resources)) {
    const object = observed.get(key);
    if (object === undefined) {
      const unmet = needs.flatMap((need) => unmetFact(need, observed));
      waitingFor.push(...unmet.map((fact) => ({ resource: key, fact })));
      if (unmet.length === 0) {
        desired.push({ key, manifest, ready: false });
        notReady.push({ resource: key, fact: 'is being created' });
      }
      continue;
    }
    const state = readiness(object);
    const kept = needs.every(isKnown) ? manifest : ownedFields(object);
    if (!kept) unreadable.push(key);
    desired.push({
      key,
      manifest: keepsTemplate === true ? keptTemplate(manifest, object) : (kept ?? manifest),
      ready: state.ready,
    });
    if (!state.ready) notReady.push({ resource: key, fact: state.why });
  }
  return { desired, waitingFor, notReady, unreadable };
}

/** Kinds whose objects machines are started from. */
const machineKinds: readonly string[] = ['LaunchTemplate', 'NodeGroup'];

/** What stays as it was applied, but for the fields that may change. */
function keptTemplate(rendered: Manifest, object: unknown): Manifest {
  return machineKinds.includes(rendered.kind) ? keptMachines(rendered, object) : keptJob(rendered, object);
}

/** Whether a manifest with this need was built with all that it says; the other needs are about order alone. */
function isKnown(need: Need): boolean {
  return need.type !== 'Fact' || need.known;
}

/** The fact that a need still waits for, in words; none when it is met. */
function unmetFact(need: Need, observed: ReadonlyMap<string, unknown>): readonly string[] {
  switch (need.type) {
    case 'Fact':
      return need.known ? [] : [need.fact];
    case 'State':
      return need.holds ? [] : [need.what];
    case 'Observed':
      return observed.has(need.key) ? [] : [`${need.key} exists`];
    case 'Gone':
      return observed.has(need.key) ? [`${need.key} is gone`] : [];
    case 'Ready': {
      const object = observed.get(need.key);
      const state = object === undefined ? undefined : readiness(object);
      return state?.ready === true ? [] : [`${need.key} is ready${state ? ` (it ${state.why})` : ''}`];
    }
  }
}
