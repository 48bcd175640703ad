import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { given, unless, type Rule } from './rule.ts';

/** The rules on where a run trains, and on which machines. */
export const placeRules: readonly Rule[] = [oneCluster, ownCluster, sharedPool, reserved, spot];

function oneCluster({ cluster }: Document): readonly FieldError[] {
  if (!cluster) return [];
  const { ref, create } = cluster;
  return [
    ...unless(given(ref, create) === 1, 'spec.cluster', 'exactly one of ref and create must be set'),
    ...unless(
      given(create?.zones, create?.networkRef) <= 1,
      'spec.cluster.create',
      'set zones or networkRef, not both',
    ),
  ];
}

function ownCluster({ cluster, artifacts }: Document): readonly FieldError[] {
  return unless(
    !cluster?.create || artifacts?.retentionPolicy !== 'Delete',
    'spec.artifacts.retentionPolicy',
    'must be Retain with cluster.create: the cluster goes when the run has ended, and its volumes with it',
  );
}

function sharedPool({ pool }: Document): readonly FieldError[] {
  if (!pool?.ref) return [];
  const { ref: _, ...own } = pool;
  return unless(
    given(...Object.values(own)) === 0,
    'spec.pool',
    "ref names machines that are there; the other fields go with machines of the run's own",
  );
}

function reserved({ pool }: Document): readonly FieldError[] {
  if (!pool) return [];
  const { capacityType, reservation, zone, instanceType, placement } = pool;
  return [
    ...unless(
      (capacityType === 'Reserved') === (reservation !== undefined),
      'spec.pool.reservation',
      'reservation goes with capacityType Reserved, and the other way round',
    ),
    ...unless(
      !reservation || given(zone, instanceType) === 2,
      'spec.pool.reservation',
      'reservation needs zone and instanceType: those of what is reserved',
    ),
    ...unless(
      !reservation || placement === undefined || placement === 'Any',
      'spec.pool.placement',
      'placement must be Any with capacityType Reserved: what is reserved has its place already',
    ),
  ];
}

/** Between AWS' notice and the end of the machine. */
const noticeSeconds = 120;

function spot({ pool, artifacts }: Document): readonly FieldError[] {
  return unless(
    pool?.capacityType !== 'Spot' || (artifacts?.checkpoint?.intervalSeconds ?? 300) <= noticeSeconds,
    'spec.artifacts.checkpoint.intervalSeconds',
    "must be at most 120 with capacityType Spot: machines are taken back at two minutes' notice, and a checkpoint must fall into it",
  );
}
