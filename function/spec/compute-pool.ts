import type { FieldError, Parsed } from '../../api/field-error.ts';
import type { ComputePoolSpec as Document } from '../../api/kinds/compute-pool.gen.ts';
import schema from '../../api/kinds/compute-pool.schema.gen.json' with { type: 'json' };
import { completed } from './schema.ts';
import type { Accelerator, ClusterReference } from './training-run.ts';

/** How machines are bought. */
export type CapacityType = 'OnDemand' | 'Spot' | 'Reserved';

/** A number of equal machines on a cluster. */
export interface ComputePoolSpec {
  readonly cluster: ClusterReference;
  /** Of each machine; absent: none. */
  readonly accelerator?: Accelerator;
  /** Absent: the cheapest with these accelerators. */
  readonly instanceType?: string;
  readonly nodes: number;
  readonly capacity: Capacity;
  readonly placement: 'Cluster' | 'Spread' | 'Any';
  readonly zone?: string;
  readonly diskGiB: number;
  readonly allowedNamespaces: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** How the machines are bought; what is reserved says where it is. */
export type Capacity =
  | { readonly type: 'OnDemand' }
  | { readonly type: 'Spot' }
  | { readonly type: 'Reserved'; readonly of: 'CapacityBlock' | 'CapacityReservation'; readonly id: string };

const completedSpec = completed<Document>(schema);

/** A ComputePool's spec, complete; or every field that is wrong. `namespace` is the pool's own. */
export function parseComputePool(spec: unknown, namespace: string): Parsed<ComputePoolSpec> {
  const parsed = completedSpec(spec ?? {}, 'spec');
  if (!parsed.ok) return parsed;
  const errors = ruleErrors(parsed.value);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: computePool(parsed.value, namespace) };
}

function computePool(document: Document, namespace: string): ComputePoolSpec {
  const { clusterRef, accelerator, instanceType, nodes, placement, zone, diskGiB } = document;
  return {
    cluster: { name: clusterRef.name, namespace: clusterRef.namespace ?? namespace },
    ...(accelerator && { accelerator: { type: accelerator.type, count: accelerator.count ?? 1 } }),
    ...(instanceType !== undefined && { instanceType }),
    nodes,
    capacity: capacity(document),
    placement: placement ?? 'Any',
    ...(zone !== undefined && { zone }),
    diskGiB: diskGiB ?? 200,
    allowedNamespaces: document.allowedNamespaces ?? [],
    tags: document.tags ?? {},
  };
}

/** How machines are bought, as a ComputePool and a TrainingRun say it. */
export function capacity({ capacityType, reservation }: Pick<Document, 'capacityType' | 'reservation'>): Capacity {
  if (reservation) return { type: 'Reserved', of: reservation.type, id: reservation.id };
  return { type: capacityType === 'Spot' ? 'Spot' : 'OnDemand' };
}

/** AWS' own limit of machines in a zone that are spread over hardware. */
const mostSpread = 7;

function ruleErrors(document: Document): readonly FieldError[] {
  const { accelerator, instanceType, capacityType, reservation, zone, placement, nodes } = document;
  const errors: FieldError[] = [];
  const isReserved = capacityType === 'Reserved';
  if (!accelerator && instanceType === undefined)
    errors.push({ path: 'spec', message: 'accelerator or instanceType must be set' });
  if (isReserved !== (reservation !== undefined))
    errors.push({ path: 'spec.reservation', message: 'goes with capacityType Reserved, and the other way round' });
  if (isReserved && zone === undefined)
    errors.push({ path: 'spec.zone', message: 'is required with capacityType Reserved, the one of the reservation' });
  if (isReserved && placement !== undefined && placement !== 'Any')
    errors.push({ path: 'spec.placement', message: 'must be Any with capacityType Reserved' });
  if (placement === 'Spread' && nodes > mostSpread)
    errors.push({ path: 'spec.nodes', message: `placement Spread takes at most ${mostSpread} nodes` });
  return errors;
}
