import { listAt, recordAt, stringAt } from '../../api/json.ts';
import { compositeLabel, identity, keyOf, referenceTo } from '../../simulator/object.ts';
import type { Cluster } from '../../simulator/cluster.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { reconcile, Reconciled, ReconcileInput } from '../../simulator/reconcile.ts';
import type { Engine, Rendered } from './engine.ts';
import type { FunctionAddress } from './protocol.ts';

/** What a reconcile by the engine needs besides what the simulator's own is given. */
export interface EngineReconcileOptions {
  readonly engine: Engine;
  readonly functions: readonly FunctionAddress[];
  readonly compositions: readonly KubernetesObject[];
  /** Where the composites live: functions get from there what they ask for. */
  readonly cluster: Cluster;
}

/**
 * The simulator's `reconcile`, done by Crossplane's own engine: put into `settle`, every pass is a real one.
 *
 * The API server between the passes is still the simulated one.
 */
export function engineReconcile(options: EngineReconcileOptions): typeof reconcile {
  const { engine, functions, compositions, cluster } = options;
  return async (input) => {
    const composition = compositions.find((one) => one.metadata.name === input.composition.name);
    if (composition === undefined) throw new Error(`cannot render: no Composition ${input.composition.name} was given`);
    const own = new Set([input.xr, ...input.observed].map((object) => identity(referenceTo(object))));
    const required = cluster.objects().filter((object) => !own.has(identity(referenceTo(object))));
    const rendered = await engine({ composite: input.xr, composition, functions, observed: input.observed, required });
    return reconciled(input, rendered);
  };
}

function reconciled(input: ReconcileInput, rendered: Rendered): Reconciled {
  const { composite, composed, deleted, events, fatal } = rendered;
  return {
    xr: compositeAfter(input, composite, fatal !== undefined),
    // The engine does not say which it counts as ready, except in its events, nor when it would come again.
    composed: composed.map((object) => ({ key: keyOf(object), object, isReady: false })),
    deleted,
    events: events.map((event) => ({ ...event, type: event.type === 'Warning' ? 'Warning' : 'Normal' })),
    ttlSeconds: 0,
    ...(fatal !== undefined && { failure: fatal }),
  };
}

/**
 * Of the engine's composite only status and references are new: its in-memory client forgets the user's spec while it
 * composes. It leaves the Composition's reference out of every answer whose status changed.
 */
function compositeAfter(input: ReconcileInput, rendered: KubernetesObject, isFailed: boolean): KubernetesObject {
  const { xr, composition } = input;
  const references = recordAt(isFailed ? xr : rendered, 'spec', 'crossplane');
  return {
    ...xr,
    metadata: {
      ...xr.metadata,
      labels: { ...xr.metadata.labels, [compositeLabel]: xr.metadata.labels?.[compositeLabel] ?? xr.metadata.name },
    },
    spec: {
      ...recordAt(xr, 'spec'),
      crossplane: { ...recordAt(xr, 'spec', 'crossplane'), ...references, compositionRef: { name: composition.name } },
    },
    status: { ...recordAt(rendered, 'status'), conditions: conditionsAfter(input, rendered, isFailed) },
  };
}

/**
 * The conditions as core would have left them in an API server.
 *
 * What the engine touched just now, by its own clock, was touched at `now`. And as its in-memory client forgets the
 * generation when it has composed, core's two last conditions then neither carry it nor count as changed with it.
 */
function conditionsAfter(
  { xr, now }: ReconcileInput,
  rendered: KubernetesObject,
  isFailed: boolean,
): readonly unknown[] {
  const { generation } = xr.metadata;
  const times = new Set(listAt(xr, 'status', 'conditions').map((before) => stringAt(before, 'lastTransitionTime')));
  return listAt(rendered, 'status', 'conditions').map((condition) => {
    const fields = recordAt({ condition }, 'condition');
    const isForgotten = !isFailed && ['Ready', 'Synced'].includes(String(fields['type']));
    if (isForgotten && fields['observedGeneration'] !== generation) {
      return { ...fields, observedGeneration: generation, lastTransitionTime: now };
    }
    return times.has(stringAt(fields, 'lastTransitionTime')) ? fields : { ...fields, lastTransitionTime: now };
  });
}
