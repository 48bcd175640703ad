import { readFileSync, readdirSync } from 'node:fs';
import { Status } from '@crossplane-org/function-sdk-typescript';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { isRecord } from '../api/json.ts';
import { apiVersion } from '../api/names.ts';
import { jobs, jobStatus, minute, provided, reported } from './support/controllers.ts';
import { expectGolden } from './support/golden.ts';
import { readable } from './support/readable.ts';
import { schemaErrors } from './support/schema.ts';
import { answered, edited, isFatal, reconciled, settled, worldOf, type World } from './support/world.ts';

/** One situation of one composite, and how it came about. */
interface Story {
  readonly name: string;
  /** Folder with the objects that a person wrote. */
  readonly inputs: string;
  readonly kind?: string;
  /** What happened before the call whose response is the golden one. */
  readonly before?: readonly ((world: World) => World)[];
}

const again = (world: World): World => reconciled(world).world;
const rest = (world: World): World => settled(world);
const becomes = (role: string, status: Readonly<Record<string, unknown>>) => (world: World) =>
  jobs(world, role, status);
const edit = (fields: Readonly<Record<string, unknown>>) => (world: World) => edited(world, fields);

const first = 'examples/first-run';
const gang = 'test/golden/four-workers';
const servers = 'examples/parameter-server';
const remote = 'examples/remote-cluster';

const jobsThere = [rest, provided, rest, provided, rest];
const halfway = (world: World) =>
  reported(world, {
    phase: 'Training',
    step: 310,
    totalSteps: 500,
    loss: 0.12345678,
    examplesPerSecond: 2731.4,
    etaSeconds: 372,
    checkpointStep: 300,
    backend: 'tensorflow-gpu',
    metrics: { accuracy: 0.91234 },
    updatedAt: minute(42),
  });
const preempted = jobStatus.failed(
  12,
  60,
  'PodFailurePolicy',
  'Pod team-vision/digits-worker-0 has condition DisruptionTarget matching FailJob rule at index 0',
);

const stories: readonly Story[] = [
  { name: 'first-run', inputs: first },
  { name: 'first-run-job', inputs: first, before: [again, again] },
  {
    name: 'first-run-running',
    inputs: first,
    before: [rest, becomes('worker', jobStatus.running(12, 1)), halfway],
  },
  {
    name: 'first-run-completed',
    inputs: first,
    before: [
      rest,
      becomes('worker', jobStatus.running(12, 1)),
      again,
      becomes('worker', jobStatus.complete(12, 96, 1)),
    ],
  },
  {
    name: 'first-run-suspended-midway',
    inputs: first,
    before: [
      rest,
      becomes('worker', jobStatus.running(12, 1)),
      again,
      edit({ suspend: true }),
      again,
      becomes('worker', jobStatus.suspended(12, 30)),
    ],
  },
  {
    name: 'first-run-spent',
    inputs: first,
    before: [
      rest,
      becomes('worker', jobStatus.running(12, 1)),
      again,
      becomes(
        'worker',
        jobStatus.failed(12, 1503, 'DeadlineExceeded', 'Job was active longer than specified deadline'),
      ),
    ],
  },
  {
    name: 'first-run-edited-badly',
    inputs: first,
    before: [rest, becomes('worker', jobStatus.running(12, 1)), again, edit({ budget: { totalUSD: '0.01' } })],
  },
  { name: 'cpu', inputs: 'examples/cpu' },
  { name: 'cpu-job', inputs: 'examples/cpu', before: [again, again] },
  { name: 'python-tensorflow', inputs: 'examples/python-tensorflow', before: [again, again] },
  { name: 'parameter-server', inputs: servers },
  { name: 'parameter-server-jobs', inputs: servers, before: [rest, provided] },
  {
    name: 'parameter-server-completed',
    inputs: servers,
    before: [
      ...jobsThere,
      becomes('chief', jobStatus.complete(5, 600, 1)),
      becomes('worker', jobStatus.complete(5, 599, 4)),
      becomes('ps', jobStatus.running(5, 2)),
      becomes('evaluator', jobStatus.running(5, 1)),
    ],
  },
  { name: 'remote-cluster', inputs: remote },
  { name: 'remote-cluster-cluster', inputs: remote, kind: 'TrainingCluster' },
  { name: 'remote-cluster-cluster-ready', inputs: remote, kind: 'TrainingCluster', before: jobsThere },
  {
    name: 'remote-cluster-running',
    inputs: remote,
    before: [...jobsThere, becomes('worker', jobStatus.running(12, 1)), halfway],
  },
  { name: 'dedicated-cluster', inputs: 'examples/dedicated-cluster' },
  { name: 'spot-checkpoints', inputs: 'examples/spot-checkpoints' },
  { name: 'efa-all-reduce', inputs: 'examples/efa-all-reduce' },
  { name: 'existing-network', inputs: 'examples/existing-network' },
  { name: 'four-workers', inputs: gang },
  { name: 'four-workers-job', inputs: gang, before: [again, again] },
  {
    name: 'four-workers-attempt-recorded',
    inputs: gang,
    before: [rest, becomes('worker', jobStatus.running(12, 4)), again, becomes('worker', preempted)],
  },
  {
    name: 'four-workers-attempt-waits',
    inputs: gang,
    before: [rest, becomes('worker', jobStatus.running(12, 4)), again, becomes('worker', preempted), again],
  },
  {
    name: 'four-workers-second-attempt',
    inputs: gang,
    before: [rest, becomes('worker', jobStatus.running(12, 4)), again, becomes('worker', preempted), again, again],
  },
  { name: 'suspended', inputs: 'test/golden/suspended', before: [again, again] },
  { name: 'over-budget', inputs: 'test/golden/over-budget' },
  { name: 'outside-policy', inputs: 'test/golden/outside-policy' },
];

const root = new URL('../', import.meta.url);

function objectsIn(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const files = readdirSync(new URL(folder, root)).filter((file) => file.endsWith('.yaml') && file !== 'response.yaml');
  return files
    .toSorted()
    .flatMap((file) => parseAllDocuments(readFileSync(new URL(`${folder}/${file}`, root), 'utf8')))
    .map((document): unknown => document.toJS())
    .filter(isRecord);
}

function play({ inputs, kind, before = [] }: Story): World {
  return before.reduce((world, step) => step(world), worldOf(objectsIn(inputs), kind));
}

describe('the whole response is the one that a person has read', () => {
  test.each(stories)('$name', (story) => {
    expectGolden(`test/golden/${story.name}/response.yaml`, readable(answered(play(story))));
  });
});

describe('every object that is applied, and the status, are valid for the schema of their kind', () => {
  test.each(stories)('$name', (story) => {
    const { world, response } = reconciled(play(story));
    expect(isFatal(response)).toBe(false);
    const errors = [world.composite, ...Object.values(world.observed)].flatMap(schemaErrors);
    expect(errors).toEqual([]);
  });
});

describe('a person understands what is wrong with a spec', () => {
  const badSpecs: readonly { because: string; spec: Readonly<Record<string, unknown>>; reads: string }[] = parse(
    readFileSync(new URL('test/golden/bad-specs.yaml', root), 'utf8'),
  );

  test.each(badSpecs)('$because', ({ spec, reads }) => {
    const run = { apiVersion, kind: 'TrainingRun', metadata: { name: 'digits', namespace: 'team-vision' }, spec };
    const { conditions, desired } = answered(worldOf([run]));
    expect(conditions).toMatchObject([{ type: 'Accepted', status: Status.STATUS_CONDITION_FALSE, message: reads }]);
    expect(desired?.resources).toEqual({});
  });

  test('there are ten', () => expect(badSpecs).toHaveLength(10));
});

test('every story has its folder, and every folder its story', () => {
  const folders = readdirSync(new URL('test/golden', root), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(folders.map(({ name }) => name).toSorted()).toEqual(stories.map(({ name }) => name).toSorted());
});
