import { Status } from '@crossplane-org/function-sdk-typescript';
import { describe, expect, test } from '@jest/globals';
import { recordAt } from '../../api/json.ts';
import { answered, worldOf } from '../support/world.ts';
import { madeCluster, pool } from './compose/aws/stories.ts';

const policy = (aws: object | null = {}, more: object = {}) => ({
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name: 'crosstrain-policy' },
  data: {
    allow: { accelerators: ['L4', 'T4'] },
    ...(aws && {
      aws: {
        accountId: '111122223333',
        regions: ['us-east-1'],
        zones: ['us-east-1a', 'us-east-1b'],
        controlPlaneCidrs: ['203.0.113.0/24'],
        ...aws,
      },
    }),
    ...more,
  },
});

const own = { cluster: { create: { cloud: 'AWS', region: 'us-east-1' } } };
const run = (spec: object = {}, namespace = 'platform') => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace },
  spec: { trainer: { recipe: 'digits-cnn' }, accelerator: { type: 'L4' }, ...own, ...spec },
});

/** A pool that has said what it consists of. */
const planned = (spec: object = {}) => ({
  ...pool(spec),
  status: {
    plan: { offer: { instanceType: 'g6.12xlarge', usdPerHour: '4.6016', efaInterfaces: 1 } },
    facts: { nodeSelector: { 'crosstrain.dev/pool': 'platform-l4' }, taints: [], nodesReady: 2 },
  },
});
const four = { accelerator: { type: 'L4', count: 4 }, nodes: 2 };
const cluster = () => {
  const made = madeCluster();
  const status = recordAt(made, 'status');
  return { ...made, status: { ...status, facts: { ...recordAt(status, 'facts'), artifactsURI: 's3://runs' } } };
};
const onPool = { cluster: undefined, pool: { ref: { name: 'l4', namespace: 'platform' } } };
const existing = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'lent', namespace: 'platform' },
  spec: { existing: { kubeconfigSecretRef: { name: 'lent' } }, artifacts: { uri: 's3://lent' } },
};

describe('a run is refused, and nothing is made', () => {
  test.each([
    {
      because: 'policy lets nothing be made in AWS',
      objects: [run(), policy(null)],
      says: 'spec.cluster.create.cloud: policy has no aws, so nothing may be made in AWS',
    },
    {
      because: 'policy has other regions',
      objects: [run({ cluster: { create: { cloud: 'AWS', region: 'eu-west-1' } } }), policy()],
      says: 'spec.cluster.create.region: is eu-west-1, but policy allows only us-east-1',
    },
    {
      because: 'nobody says which zones',
      objects: [run(), policy({ zones: [] })],
      says: "spec.cluster.create.zones: must name two zones of us-east-1, here or in the policy's aws.zones, or give networkRef",
    },
    {
      because: 'zones are elsewhere',
      objects: [
        run({ cluster: { create: { cloud: 'AWS', region: 'us-east-1', zones: ['us-east-1a', 'eu-west-1a'] } } }),
        policy(),
      ],
      says: 'spec.cluster.create.zones: eu-west-1a is no zone of region us-east-1',
    },
    {
      because: 'nothing could reach the cluster',
      objects: [run(), policy({ controlPlaneCidrs: [] })],
      says: "spec.cluster.create.controlPlaneCidrs: is empty here and in the policy's aws.controlPlaneCidrs, so nothing could reach the API server; name the addresses that Crossplane comes from, or set privatelyReachable",
    },
    {
      because: 'the API server would be open to others',
      objects: [
        run({ cluster: { create: { cloud: 'AWS', region: 'us-east-1', controlPlaneCidrs: ['198.51.100.0/24'] } } }),
        policy(),
      ],
      says: 'spec.cluster.create.controlPlaneCidrs: 198.51.100.0/24 is within none of the ranges that policy allows (203.0.113.0/24)',
    },
    {
      because: 'machines are not bought like that',
      objects: [run({ pool: { capacityType: 'Spot' }, artifacts: { checkpoint: { intervalSeconds: 60 } } }), policy()],
      says: 'spec.pool.capacityType: is Spot, but policy allows only OnDemand',
    },
    {
      because: 'accelerators are not allowed',
      objects: [run({ accelerator: { type: 'H100', count: 8 } }), policy()],
      says: 'spec.accelerator: 8×H100: policy allows only L4, T4',
    },
    {
      because: 'every machine costs too much',
      objects: [run({ budget: { maxHourlyUSD: '1.00' }, workers: 4 }), policy()],
      says: 'spec.accelerator: 1×L4: g6.xlarge costs $3.22 per hour for 4, and maxHourlyUSD leaves $0.65 for machines, and 9 more lose as status.plan.rejected says',
    },
    {
      because: 'the budget is spent before training has begun',
      objects: [run({ budget: { totalUSD: '0.20' } }), policy()],
      says: 'spec.budget.totalUSD: $0.20 buys only 0 s at $1.21 per hour, after $0.26 until training begins; raise it to at least $0.37',
    },
    {
      because: 'the cluster has machines of its own',
      objects: [run({ cluster: { ref: { name: 'lent' } }, pool: { zone: 'us-east-1a' } }), policy(), existing],
      says: 'spec.pool: goes with clusters that crosstrain made; elsewhere the cluster has its machines: leave it out, or set cluster.create',
    },
    {
      because: 'there is no such pool',
      objects: [run({ ...onPool, cluster: { ref: { name: 'gpu' } } }), policy(), cluster()],
      says: 'spec.pool.ref: ComputePool platform/l4 does not exist',
    },
    {
      because: 'the pool is not shared with the namespace',
      objects: [
        run(onPool, 'team-vision'),
        policy(),
        planned(four),
        { ...cluster(), spec: { ...recordAt(cluster(), 'spec'), allowedNamespaces: ['team-vision'] } },
      ],
      says: 'spec.pool.ref: ComputePool platform/l4 is not shared with namespace team-vision; add it to its spec.allowedNamespaces',
    },
    {
      because: 'the cluster is not shared with the namespace',
      objects: [run({ ...onPool }, 'team-vision'), policy(), planned(four), cluster()],
      says: 'spec.cluster.ref: TrainingCluster platform/gpu is not shared with namespace team-vision; add it to its spec.allowedNamespaces',
    },
    {
      because: "the pool is on another cluster than the run's own",
      objects: [run({ ...onPool, ...own }), policy(), planned(four), cluster()],
      says: "spec.pool.ref: ComputePool platform/l4 is on TrainingCluster platform/gpu, not on the run's",
    },
    {
      because: 'the pool has other accelerators',
      objects: [run({ ...onPool, accelerator: { type: 'T4' } }), policy(), planned(four), cluster()],
      says: 'spec.accelerator: T4 ComputePool platform/l4 has L4',
    },
    {
      because: 'the pool has no room',
      objects: [
        run({ ...onPool, accelerator: { type: 'L4', count: 2 }, workers: 5 }),
        policy(),
        planned(four),
        cluster(),
      ],
      says: 'spec.workers: is 5, but ComputePool platform/l4 has room for 4',
    },
    {
      because: "the pool's machines are taken back between two checkpoints",
      objects: [run(onPool), policy(), planned({ ...four, capacityType: 'Spot' }), cluster()],
      says: "spec.artifacts.checkpoint.intervalSeconds: must be at most 120: ComputePool platform/l4 is Spot, whose machines are taken back at two minutes' notice, and a checkpoint must fall into it",
    },
  ])('because $because', ({ objects, says }) => {
    const { conditions, desired } = answered(worldOf(objects));
    expect(conditions).toMatchObject([{ type: 'Accepted', status: Status.STATUS_CONDITION_FALSE, message: says }]);
    expect(desired?.resources).toEqual({});
  });
});

test.each([
  { because: 'the pool has not said what it consists of', objects: [run(onPool), policy(), pool(four), cluster()] },
  {
    because: 'the cluster has not said where artifacts go',
    objects: [run({ cluster: { ref: { name: 'gpu' } } }), policy(), madeCluster()],
  },
])('a run waits while $because', ({ objects }) => {
  const { conditions, desired } = answered(worldOf(objects));
  expect(conditions).toMatchObject([{ type: 'Accepted', reason: 'WaitingForFacts' }]);
  expect(desired?.resources).toEqual({});
});
