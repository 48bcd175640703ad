import { describe, expect, test } from '@jest/globals';
import { offers } from '../../../../function/catalog/offers.ts';
import { chooseMachines, type MachinesWish } from '../../../../function/plan/aws/run-machines.ts';
import { ownPool } from '../../../../function/spec/training-run.ts';
import { policyOf } from '../../../support/parsed.ts';

const allowing = (accelerators: readonly string[], prices: readonly object[] = []) =>
  policyOf({ allow: { accelerators }, prices: { overrides: prices } });

const wish = (fields: Partial<MachinesWish>): MachinesWish => ({
  region: 'us-east-1',
  accelerators: [{ type: 'L4', count: 1 }],
  tasks: 1,
  resources: {},
  pool: ownPool,
  ...fields,
});

const open = allowing(['L4', 'A10G', 'A100', 'H200', 'T4']);

describe('the cheapest machines on which all tasks find what they ask for', () => {
  test.each([
    { because: 'one GPU, one task', ask: {}, want: ['g6.xlarge', 1] },
    {
      because: 'a machine for each of few tasks is cheaper than one for all',
      ask: { tasks: 4 },
      want: ['g6.xlarge', 1],
    },
    {
      because: 'where machines with so many GPUs alone are sold, tasks share them',
      ask: { accelerators: [{ type: 'A100', count: 1 }], tasks: 8 },
      want: ['p4d.24xlarge', 8],
    },
    {
      because: 'a task with two GPUs gets half a machine with four',
      ask: { accelerators: [{ type: 'L4', count: 2 }], tasks: 2 },
      want: ['g6.12xlarge', 2],
    },
    { because: 'what a task asks for must fit', ask: { resources: { memory: '48Gi' } }, want: ['g6.4xlarge', 1] },
    {
      because: 'what is excluded is not taken',
      ask: { pool: { ...ownPool, excluded: ['g6.xlarge'] } },
      want: ['g6.2xlarge', 1],
    },
    {
      because: 'a machine that is named is taken',
      ask: { pool: { ...ownPool, instanceType: 'g6.8xlarge' } },
      want: ['g6.8xlarge', 1],
    },
    {
      because: 'the next wish is granted where the first costs too much',
      ask: {
        accelerators: [
          { type: 'A10G', count: 1 },
          { type: 'T4', count: 1 },
        ],
        limitUSD: 0.6,
      },
      want: ['g4dn.xlarge', 1],
    },
    { because: 'without accelerators the smallest that fits', ask: { accelerators: [] }, want: ['m6i.xlarge', 1] },
    {
      because: 'or a larger one',
      ask: { accelerators: [], resources: { cpu: '12', memory: '20Gi' } },
      want: ['m6i.4xlarge', 1],
    },
  ])('$because', ({ ask, want }) => {
    const { chosen } = chooseMachines(wish(ask), open);
    expect([chosen?.machine.instanceType, chosen?.tasksEach]).toEqual(want);
  });
});

describe('why a machine lost', () => {
  test.each([
    { because: 'it costs more', ask: { tasks: 2 }, machine: 'g6.2xlarge', reason: 'costs $0.35 per hour more' },
    {
      because: 'it costs more than the budget leaves',
      ask: { tasks: 2, limitUSD: 1.9 },
      machine: 'g6.2xlarge',
      reason: 'costs $1.96 per hour for 2, and maxHourlyUSD leaves $1.90 for machines',
    },
    {
      because: 'it was excluded',
      ask: { pool: { ...ownPool, excluded: ['g6.xlarge'] } },
      machine: 'g6.xlarge',
      reason: 'is in spec.pool.excludedOffers',
    },
    {
      because: 'another one is named',
      ask: { pool: { ...ownPool, instanceType: 'g6.2xlarge' } },
      machine: 'g6.xlarge',
      reason: 'is not g6.2xlarge, which spec.pool.instanceType names',
    },
    {
      because: 'it is too small',
      ask: { resources: { cpu: '6' } },
      machine: 'g6.xlarge',
      reason: 'leaves 3.6 CPUs for each task, not 6',
    },
    {
      because: 'it has too little memory',
      ask: { resources: { memory: '48Gi' } },
      machine: 'g6.2xlarge',
      reason: 'leaves 28.8Gi of memory for each task, not 48Gi',
    },
    {
      because: 'nobody sells spare ones',
      ask: { pool: { ...ownPool, capacity: { type: 'Spot' } } as const },
      machine: 'g6.2xlarge',
      reason: 'has no spot price; name it as pool.instanceType to take it',
    },
  ])('$because', ({ ask, machine, reason }) => {
    const { rejected } = chooseMachines(wish(ask), open);
    expect(rejected.find(({ instanceType }) => instanceType === machine)?.reason).toBe(reason);
  });

  test.each([
    {
      because: 'the region has no such accelerator',
      ask: { region: 'eu-west-1', accelerators: [{ type: 'L4', count: 1 }] },
      rejected: [{ type: 'L4', count: 1, reason: 'no machine in AWS eu-west-1 has L4' }],
    },
    {
      because: 'no machine has so many',
      ask: { accelerators: [{ type: 'L4', count: 16 }] },
      rejected: [{ type: 'L4', count: 16, reason: 'no machine in AWS us-east-1 has 16×L4; at most there are 8' }],
    },
    {
      because: 'policy does not allow it',
      ask: { accelerators: [{ type: 'H100', count: 8 }] },
      rejected: [{ type: 'H100', count: 8, reason: 'policy allows only L4, A10G, A100, H200, T4' }],
    },
    {
      because: 'no machine without accelerators is so large',
      ask: { accelerators: [], resources: { cpu: '500' } },
      rejected: [
        {
          type: 'CPU',
          count: 1,
          reason: 'no machine of the catalog leaves 500 CPUs and 4Gi; name one as pool.instanceType',
        },
      ],
    },
  ])('of all machines: $because', ({ ask, rejected }) => {
    expect(chooseMachines(wish(ask), open)).toEqual({ rejected });
  });
});

test("the policy's own price of an accelerator is what its machines cost", () => {
  const own = allowing(['L4'], [{ accelerator: 'L4', usdPerHour: '0.10' }]);
  const { chosen } = chooseMachines(wish({ tasks: 4 }), own);
  expect(chosen?.machine).toEqual({ instanceType: 'g6.12xlarge', usdPerHour: 0.4, efaInterfaces: 1 });
});

test('every machine of the catalog in AWS is either taken or told why not', () => {
  const types = new Set(
    offers.filter(({ cloud, region }) => cloud === 'AWS' && region === 'us-east-1').map((o) => o.accelerator),
  );
  for (const type of types) {
    const sold = offers.filter((o) => o.cloud === 'AWS' && o.region === 'us-east-1' && o.accelerator === type);
    const { chosen, rejected } = chooseMachines(
      wish({ accelerators: [{ type, count: 1 }], tasks: 3 }),
      allowing([type]),
    );
    const told = [
      ...(chosen ? [chosen.machine.instanceType] : []),
      ...rejected.map(({ instanceType }) => instanceType),
    ];
    expect(told.toSorted()).toEqual(sold.map(({ instanceType }) => instanceType).toSorted());
  }
});
