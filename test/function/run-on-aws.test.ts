import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { at, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { readSources } from '../../cli/sources/files.ts';
import { conditionIn, statusWith } from '../../simulator/conditions.ts';
import { providers, providersInTraining } from '../../simulator/providers/index.ts';
import { composite, played } from '../support/simulation.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Provider, Providers } from '../../simulator/providers/provider.ts';
import type { Settled } from '../../simulator/settle.ts';

// Whole simulations: seconds alone, more on a machine that does other things too.
jest.setTimeout(120_000);

const example = (name: string) =>
  readSources(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))).objects;

/** What a person does, each once, in this order: the change of the spec where what the status says asks for it. */
type Deed = (
  run: KubernetesObject,
  objects: readonly KubernetesObject[],
) => Readonly<Record<string, unknown>> | undefined;

/** A person who watches the run and changes its spec. */
function person(...deeds: readonly Deed[]): Providers {
  const left = [...deeds];
  const watch: Provider = (run, { cluster, now }) => {
    const change = left[0]?.(run, cluster.objects());
    if (change === undefined) return undefined;
    left.shift();
    cluster.put({ ...run, spec: { ...recordAt(run, 'spec'), ...change } }, now);
    return undefined;
  };
  return { 'crosstrain.dev/v1alpha1/TrainingRun': watch };
}

const phaseOf = (run: KubernetesObject) => stringAt(run, 'status', 'phase');

/** What was asked for in each pass, told by `tell`; what is said twice in a row is said once. */
function told(settled: Settled, tell: (composed: ReadonlyMap<string, KubernetesObject>) => string): readonly string[] {
  const all = settled.passes.flatMap(({ reconciled }) =>
    reconciled
      .filter((entry) => entry.composite.kind === 'TrainingRun')
      .map(({ result }) => tell(new Map(result.composed.map(({ key, object }) => [key, object])))),
  );
  return all.filter((line, index) => line !== all[index - 1]);
}

const find = (composed: ReadonlyMap<string, KubernetesObject>, prefix: string) =>
  [...composed].find(([key]) => key.startsWith(prefix))?.[1];

describe('a run that ends', () => {
  test('gives back Jobs, then what stands on the cluster and machines, then the cluster', async () => {
    const settled = await played(example('dedicated-cluster'), { providers });
    const stages = told(settled, (composed) => {
      const keys = [...composed.keys()];
      const has = (...prefixes: string[]) => keys.some((key) => prefixes.some((prefix) => key.startsWith(prefix)));
      return [
        ...(has('cluster') ? ['cluster'] : []),
        ...(has('pool-') ? ['machines'] : []),
        ...(has('service') ? ['objects'] : []),
        ...(has('worker-job') ? ['Job'] : []),
      ].join(' ');
    });
    expect(stages).toEqual([
      'cluster',
      'cluster machines',
      'cluster machines objects',
      'cluster machines objects Job',
      'cluster machines objects',
      'cluster',
      '',
    ]);
    const status = composite(settled, 'TrainingRun', 'digits')['status'];
    expect(recordAt(status)).toMatchObject({
      phase: 'Succeeded',
      retained: [
        { uri: expect.stringMatching(/^s3:.*\/team-vision\/digits$/) },
        { uri: expect.stringMatching(/^s3:/) },
      ],
    });
    expect(settled.cluster.objects().map(({ kind }) => kind)).toEqual(['TrainingRun', 'EnvironmentConfig']);
  });

  test("leaves somebody else's cluster and pool as they are", async () => {
    const settled = await played(example('shared-pool'), { providers });
    const kept = ['ComputePool l4', 'TrainingCluster lab'].map((name) => {
      const [kind = '', object = ''] = name.split(' ');
      return stringAt(composite(settled, kind, object), 'status', 'phase');
    });
    expect(kept).toEqual(['Ready', 'Ready']);
  });

  test('gives back machines of its own on a cluster of others, and nothing else', async () => {
    const settled = await played(example('team-cluster'), { providers });
    const left = settled.cluster.objects().filter(({ metadata }) => metadata.namespace === 'team-vision');
    expect(left.filter(({ kind }) => kind === 'ComputePool')).toEqual([]);
    expect(left.filter(({ kind }) => kind === 'Object').map(({ metadata }) => metadata.name)).toContain(
      'digits-worker-819dfa-job',
    );
  });
});

const isWithoutMachines = ({ kind, ...pool }: KubernetesObject) =>
  kind === 'ComputePool' &&
  stringAt(pool, 'status', 'phase') === 'Ready' &&
  numberAt(pool, 'status', 'nodesReady') === 0;

test('a suspended run pays for no machines, and its Job waits for them when it goes on', async () => {
  const settled = await played(example('dedicated-cluster'), {
    providers: {
      ...providersInTraining,
      ...person(
        (run) => (phaseOf(run) === 'Running' ? { suspend: true } : undefined),
        (_run, objects) => (objects.some(isWithoutMachines) ? { suspend: false } : undefined),
      ),
    },
  });
  const life = told(settled, (composed) => {
    const job = recordAt(find(composed, 'worker-job'), 'spec', 'forProvider', 'manifest', 'spec');
    const nodes = numberAt(find(composed, 'pool-'), 'spec', 'nodes');
    return `${nodes ?? 'no'} machines, Job ${job['suspend'] === undefined ? 'not there' : job['suspend'] === true ? 'suspended' : 'goes on'}`;
  });
  expect(life.slice(life.indexOf('4 machines, Job goes on'))).toEqual([
    '4 machines, Job goes on',
    '4 machines, Job suspended',
    '0 machines, Job suspended',
    '4 machines, Job suspended',
    '4 machines, Job goes on',
  ]);
});

describe('spot', () => {
  /** The first attempt loses a machine; the second trains. */
  const interrupted: Provider = (job, turn) => {
    const attempt = listAt(at(job, 'spec', 'template', 'spec', 'containers'))
      .flatMap((container) => listAt(container, 'env'))
      .find((variable) => stringAt(variable, 'name') === 'CROSSTRAIN_ATTEMPT');
    const status = recordAt(job, 'status');
    if (stringAt(attempt, 'value') !== '0' || numberAt(status, 'ready') === undefined)
      return providersInTraining['batch/v1/Job'](job, turn);
    if (conditionIn(status, 'Failed') !== undefined) return undefined;
    const message = `Pod team-vision/${job.metadata.name}-0 has condition DisruptionTarget matching FailJob rule at index 0`;
    const ended = { status: 'True', reason: 'PodFailurePolicy', message, lastTransitionTime: turn.now } as const;
    return statusWith({ ...status, active: 0, ready: 0, failed: 2 }, [{ type: 'Failed', ...ended }]);
  };

  test('an interruption is a preemption: the gang starts again on the same pool, and nothing has failed', async () => {
    const settled = await played(example('spot-checkpoints'), {
      providers: { ...providersInTraining, 'batch/v1/Job': interrupted },
    });
    const status = recordAt(composite(settled, 'TrainingRun', 'digits'), 'status');
    expect(status).toMatchObject({
      phase: 'Running',
      training: { attempt: 1, restarts: { preemption: 1, error: 0, outOfMemory: 0, resume: 0 } },
    });
    const pools = told(settled, (composed) => [...composed.keys()].filter((key) => key.startsWith('pool-')).join());
    expect(pools).toEqual(['', expect.stringMatching(/^pool-workers-[0-9a-f]{6}$/)]);
  });

  test('machines are spot, and nothing keeps an eviction from telling pods of the notice', async () => {
    const settled = await played(example('spot-checkpoints'), { providers: providersInTraining });
    const groups = settled.cluster
      .objects()
      .filter(({ kind, metadata }) => kind === 'NodeGroup' && metadata.name.includes('-workers-'));
    expect(groups.map((group) => at(group, 'spec', 'forProvider', 'capacityType'))).toEqual(['SPOT']);
    expect(told(settled, (composed) => String(composed.has('pod-disruption-budget')))).toEqual(['false']);
  });
});

describe('machines that cannot be had', () => {
  test('once they are excluded, the next offer is taken: other machines, another Job, the same run', async () => {
    const excluded = (run: KubernetesObject) => {
      const instanceType = stringAt(run, 'status', 'plan', 'offer', 'instanceType');
      return phaseOf(run) === 'Running' ? { pool: { excludedOffers: [{ instanceType }] } } : undefined;
    };
    const settled = await played(example('dedicated-cluster'), {
      providers: { ...providersInTraining, ...person(excluded) },
    });
    const life = told(settled, (composed) => {
      const machine = stringAt(find(composed, 'pool-'), 'spec', 'instanceType') ?? 'none';
      return `${machine}, ${find(composed, 'worker-job') ? 'Job' : 'no Job'}`;
    });
    expect(life.slice(life.indexOf('g6.xlarge, Job'))).toEqual([
      'g6.xlarge, Job',
      'g6.2xlarge, no Job',
      'g6.2xlarge, Job',
    ]);
    const status = recordAt(composite(settled, 'TrainingRun', 'digits'), 'status');
    expect(status).toMatchObject({
      phase: 'Running',
      plan: { offer: { instanceType: 'g6.2xlarge' }, machines: [{ instanceType: 'g6.2xlarge', nodes: 4 }] },
      training: { attempt: 0 },
    });
    expect(listAt(status, 'plan', 'rejected')).toContainEqual({
      accelerator: '1×L4',
      instanceType: 'g6.xlarge',
      reason: 'is in spec.pool.excludedOffers',
    });
  });
});
