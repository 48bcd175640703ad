import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { listAt, numberAt, recordAt, stringAt } from '../../../api/json.ts';
import { labels, trainerContainer } from '../../../api/names.ts';
import { exitCodes } from '../../../api/trainer-contract/exit-codes.ts';
import { progressKey } from '../../../api/trainer-contract/progress.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import { referenceTo } from '../../../simulator/object.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { leftSince, warnings } from '../composite.ts';
import { apply, eventually, kubectl, listed, live, remove } from '../stand.ts';
import { storyOnNode } from './story.ts';
import type { Story } from './story.ts';

/** An image is pulled and a model is trained, on a machine that others may work on too. */
const patienceSeconds = 900;

/** The run once `is` holds; rejects with its status as it is then. */
async function runOnce(
  { run }: Story,
  what: string,
  is: (run: KubernetesObject) => boolean,
): Promise<KubernetesObject> {
  let last: KubernetesObject | undefined;
  return eventually(`${run.metadata.name} ${what}`, patienceSeconds, async () => {
    last = await live(referenceTo(run));
    return last !== undefined && is(last) ? last : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; its status is ${JSON.stringify(last?.['status'])}`);
  });
}

const phaseIs = (phase: string) => (run: KubernetesObject) => stringAt(run, 'status', 'phase') === phase;

/** The one pod of a run. */
async function podOf({ run, namespace }: Story): Promise<KubernetesObject> {
  const [pod, ...others] = await listed('pods', namespace, '--selector', `${labels.run}=${run.metadata.name}`);
  if (pod === undefined) throw new Error(`${run.metadata.name} has no pod`);
  expect(others).toEqual([]);
  return pod;
}

describe('the CPU example on a real node', () => {
  let story: Story;
  beforeAll(async () => {
    story = await storyOnNode('cpu');
  });
  afterAll(() => story.end());

  test('starts a pod that restricted admits, whose names resolve while it trains', async () => {
    await apply([story.run]);
    await runOnce(story, 'runs', phaseIs('Running'));
    const pod = await podOf(story);
    expect(stringAt(pod, 'spec', 'nodeName')).toBe('node-1');
    const { name, namespace } = story.run.metadata;
    const host = `${stringAt(pod, 'spec', 'hostname')}.${stringAt(pod, 'spec', 'subdomain')}.${namespace}.svc.cluster.local`;
    const script = `require('dns').promises.lookup(process.argv[1]).then(({address}) => console.log(address))`;
    const exec = ['exec', pod.metadata.name, '--namespace', story.namespace, '--container', trainerContainer, '--'];
    const address = await kubectl([...exec, '/nodejs/bin/node', '-e', script, host]);
    expect(address.trim()).toBe(stringAt(pod, 'status', 'podIP'));
    expect(host).toMatch(new RegExp(`^${name}-.*\\.${namespace}\\.svc\\.cluster\\.local$`));
  });

  test('trains digits-cnn to its stated accuracy and says so in the run', async () => {
    const run = await runOnce(
      story,
      'is complete',
      (object) => conditionIn(object['status'], 'Complete')?.status === 'True',
    );
    expect(stringAt(run, 'status', 'phase')).toBe('Succeeded');
    const training = recordAt(run, 'status', 'training');
    expect(training).toMatchObject({ progress: '100%', backend: 'wasm', attempt: 0 });
    expect(numberAt(training, 'step')).toBe(numberAt(training, 'totalSteps'));
    expect(Number(stringAt(training, 'metrics', 'accuracy'))).toBeGreaterThanOrEqual(0.97);
    await runOnce(story, 'is ready', (object) => conditionIn(object['status'], 'Ready')?.status === 'True');
    expect(await warnings(story.run)).toEqual([]);
  });

  test('reported through its ConfigMap alone, and its log can be read by the command that the run gives', async () => {
    const [document] = (await listed('configmaps', story.namespace)).flatMap(
      (map) => stringAt(map, 'data', progressKey) ?? [],
    );
    expect(JSON.parse(document ?? '{}')).toMatchObject({
      phase: 'Succeeded',
      metrics: { accuracy: expect.any(Number) },
    });
    const run = await live(referenceTo(story.run));
    const [program, ...args] = (stringAt(run, 'status', 'commands', 'logs') ?? '').replace(' -f', '').split(' ');
    expect(program).toBe('kubectl');
    expect(await kubectl(args)).toMatch(/test accuracy +9[789]\.\d %/);
  });

  test('wrote its checkpoints, events and model as the pods’ user', () => {
    for (const folder of ['checkpoints', 'events', 'model']) {
      expect({ folder, isThere: existsSync(`${story.artifacts}/${folder}`) }).toEqual({ folder, isThere: true });
    }
    const owners = readdirSync(story.artifacts).map((name) => statSync(`${story.artifacts}/${name}`).uid);
    expect(new Set(owners)).toEqual(new Set([65532]));
  });

  test('leaves nothing when it is deleted', async () => {
    await remove([story.run]);
    expect(await leftSince(story.before)).toEqual([]);
  });
});

describe('the GPU example on a node that only pretends to have GPUs', () => {
  let story: Story;
  beforeAll(async () => {
    story = await storyOnNode('first-run', 'crosstrain-artifacts');
  });
  afterAll(() => story.end());

  test('is scheduled on one, and ends with the exit code of a missing accelerator and the reason in the run', async () => {
    // As little as this machine has; the example asks for what a machine with an L4 leaves.
    const { spec } = story.run;
    await apply([{ ...story.run, spec: { ...recordAt({ spec }, 'spec'), resources: { cpu: '500m', memory: '1Gi' } } }]);
    const run = await runOnce(
      story,
      'has failed',
      (object) => conditionIn(object['status'], 'Failed')?.status === 'True',
    );
    const pod = await podOf(story);
    expect(stringAt(pod, 'spec', 'nodeName')).toBe('node-1');
    const [container] = listAt(pod, 'spec', 'containers');
    expect(recordAt(container, 'resources', 'limits')).toMatchObject({ 'nvidia.com/gpu': '1' });
    const [status] = listAt(pod, 'status', 'containerStatuses');
    expect(numberAt(status, 'state', 'terminated', 'exitCode')).toBe(exitCodes.acceleratorUnavailable);
    expect(stringAt(run, 'status', 'phase')).toBe('Failed');
    expect(conditionIn(run['status'], 'Failed')).toMatchObject({
      reason: 'TrainingFailed',
      message: expect.stringContaining('cannot train on an accelerator, and one is required'),
    });
  });

  test('leaves nothing when it is deleted', async () => {
    await remove([story.run]);
    expect(await leftSince(story.before)).toEqual([]);
  });
});
