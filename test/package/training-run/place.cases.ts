import type { RefusedSpec } from '../refused-spec.ts';

const made = { cloud: 'AWS', region: 'us-east-1' };
const reservation = { type: 'CapacityBlock', id: 'cr-0123456789abcdef0' };

/** Cluster and pool, as the API server must refuse them. */
export const refusedPlaces: readonly RefusedSpec[] = [
  {
    because: 'a run trains in one place',
    spec: { cluster: {} },
    problems: ['spec.cluster: exactly one of ref and create must be set'],
  },
  {
    because: 'of two clusters one would be paid for and never used',
    spec: { cluster: { ref: { name: 'gpu' }, create: made } },
    problems: ['spec.cluster: exactly one of ref and create must be set'],
  },
  {
    because: 'a cluster stands in one network',
    spec: { cluster: { create: { ...made, zones: ['us-east-1a', 'us-east-1b'], networkRef: { name: 'backbone' } } } },
    problems: ['spec.cluster.create: set zones or networkRef, not both'],
  },
  {
    because: "a volume would go with the run's own cluster",
    spec: { cluster: { create: made }, artifacts: { retentionPolicy: 'Delete' } },
    problems: [
      'spec.artifacts.retentionPolicy: must be Retain with cluster.create: the cluster goes when the run has ended, and its volumes with it',
    ],
  },
  {
    because: 'machines that are there are bought already',
    spec: { pool: { ref: { name: 'l4' }, capacityType: 'Spot' }, artifacts: { checkpoint: { intervalSeconds: 60 } } },
    problems: ["spec.pool: ref names machines that are there; the other fields go with machines of the run's own"],
  },
  {
    because: 'reserved machines are somewhere',
    spec: { pool: { capacityType: 'Reserved' } },
    problems: ['spec.pool.reservation: reservation goes with capacityType Reserved, and the other way round'],
  },
  {
    because: 'a reservation is of one kind of machine, in one zone',
    spec: { pool: { capacityType: 'Reserved', reservation } },
    problems: ['spec.pool.reservation: reservation needs zone and instanceType: those of what is reserved'],
  },
  {
    because: 'what is reserved has its place',
    spec: {
      pool: {
        capacityType: 'Reserved',
        reservation,
        zone: 'us-east-1a',
        instanceType: 'p5.48xlarge',
        placement: 'Cluster',
      },
    },
    problems: [
      'spec.pool.placement: placement must be Any with capacityType Reserved: what is reserved has its place already',
    ],
  },
  {
    because: 'spot machines are taken back between two checkpoints',
    spec: { pool: { capacityType: 'Spot' } },
    problems: [
      "spec.artifacts.checkpoint.intervalSeconds: must be at most 120 with capacityType Spot: machines are taken back at two minutes' notice, and a checkpoint must fall into it",
    ],
  },
];
