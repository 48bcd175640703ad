import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listAt, numberAt, recordAt, stringAt } from '../../../api/json.ts';
import { trainerContainer } from '../../../api/names.ts';
import { exitCodes } from '../../../api/trainer-contract/exit-codes.ts';
import { progressKey } from '../../../api/trainer-contract/progress.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import { referenceTo } from '../../../simulator/object.ts';
import type { KubernetesObject, ObjectReference } from '../../../simulator/object.ts';
import { composedOf, composedReferences, leftSince, warnings } from '../composite.ts';
import { example } from '../example.ts';
import { apply, eventually, inventory, kubectl, listed, live, remove } from '../stand.ts';
import { documented } from './documented.ts';
import { has, patienceSeconds, phaseIs, podsOf, runOnce } from './follow.ts';
import { storyOnNode, volumeFor } from './story.ts';
import type { Story, Volume } from './story.ts';

const commandLine = fileURLToPath(new URL('../../../dist/crosstrain.mjs', import.meta.url));

/** Runs crosstrain's command line in a folder, against the stand's cluster. */
function crosstrain(folder: string, ...args: readonly string[]) {
  return promisify(execFile)(process.execPath, [commandLine, ...args], { cwd: folder });
}

/** The run with other fields in its spec. */
function changed(run: KubernetesObject, fields: object): KubernetesObject {
  return { ...run, spec: { ...recordAt(run, 'spec'), ...fields } };
}

async function onlyPod(run: KubernetesObject): Promise<KubernetesObject> {
  const [pod, ...others] = await podsOf(run);
  if (pod === undefined) throw new Error(`${run.metadata.name} has no pod`);
  expect(others).toEqual([]);
  return pod;
}

function logOf({ metadata: { name, namespace = '' } }: KubernetesObject): Promise<string> {
  return kubectl(['logs', name, '--namespace', namespace, '--container', trainerContainer]);
}

/**
 * Deletes composed objects by hand, and waits until each that the run still refers to was made anew.
 */
async function deletedAndSettled(run: KubernetesObject, references: readonly ObjectReference[]): Promise<void> {
  const deleted = new Set<string | undefined>();
  for (const reference of references) deleted.add((await live(reference))?.metadata.uid);
  const objects = references.map(({ apiVersion, kind, ...metadata }) => ({ apiVersion, kind, metadata }));
  // Waiting here would see the new object of the same name, and not that the old one is gone.
  await remove(objects, '--wait=false');
  await runOnce(run, 'is whole again', has('Synced'));
  await eventually('what was deleted is there again, or no longer wanted', patienceSeconds, async () => {
    const now = await live(referenceTo(run));
    const wanted = now === undefined ? [undefined] : [...(await composedOf(now)).values()];
    return wanted.every((object) => object !== undefined && !deleted.has(object.metadata.uid)) ? true : undefined;
  });
  await runOnce(run, 'is ready', has('Ready'));
}

/** How many pods the Job controller made for a run since the stand is up: its events outlive them. */
async function podsMade({ metadata: { name, namespace = '' } }: KubernetesObject): Promise<number> {
  const events = await listed('events', namespace);
  return events.filter(
    (event) =>
      stringAt(event, 'reason') === 'SuccessfulCreate' &&
      stringAt(event, 'involvedObject', 'kind') === 'Job' &&
      stringAt(event, 'involvedObject', 'name')?.startsWith(`${name}-`),
  ).length;
}

describe('the CPU example as docs/install.md starts it, on a real node', () => {
  const [run] = example('cpu').composites;
  if (run === undefined) throw new Error('examples/cpu has no run');
  const { name, namespace = '' } = run.metadata;
  /** What the document makes besides the run. */
  const staged = [
    'apiextensions.crossplane.io/v1beta1 EnvironmentConfig <none> crosstrain-policy',
    `v1 ConfigMap ${namespace} kube-root-ca.crt`,
    `v1 Namespace <none> ${namespace}`,
    `v1 ServiceAccount ${namespace} default`,
  ];
  let volume: Volume;
  let before: readonly string[] = [];
  beforeAll(async () => {
    // The document makes it.
    await kubectl(['delete', 'namespace', namespace, '--ignore-not-found']);
    volume = await volumeFor(run);
    before = await inventory();
  });
  afterAll(async () => {
    await kubectl(['delete', 'environmentconfig/crosstrain-policy']);
    await volume.end();
  });

  test('starts a pod that restricted admits, whose name resolves while it trains', async () => {
    expect(await documented('A policy, a run')).toContain(name);
    await runOnce(run, 'runs', phaseIs('Running'));
    const pod = await onlyPod(run);
    expect(stringAt(pod, 'spec', 'nodeName')).toBe('node-1');
    const host = `${stringAt(pod, 'spec', 'hostname')}.${stringAt(pod, 'spec', 'subdomain')}.${namespace}.svc.cluster.local`;
    const script = `require('dns').promises.lookup(process.argv[1]).then(({address}) => console.log(address))`;
    const exec = ['exec', pod.metadata.name, '--namespace', namespace, '--container', trainerContainer, '--'];
    const address = await kubectl([...exec, '/nodejs/bin/node', '-e', script, host]);
    expect(address.trim()).toBe(stringAt(pod, 'status', 'podIP'));
  });

  test('trains digits-cnn to its stated accuracy and says so in the run', async () => {
    const complete = await runOnce(run, 'is complete', has('Complete'));
    expect(stringAt(complete, 'status', 'phase')).toBe('Succeeded');
    const training = recordAt(complete, 'status', 'training');
    expect(training).toMatchObject({ progress: '100%', backend: 'wasm', attempt: 0 });
    expect(numberAt(training, 'step')).toBe(numberAt(training, 'totalSteps'));
    expect(Number(stringAt(training, 'metrics', 'accuracy'))).toBeGreaterThanOrEqual(0.97);
    await runOnce(run, 'is ready', has('Ready'));
    expect(await warnings(run)).toEqual([]);
  });

  test('reported to its ConfigMap, and its log can be read by the command that the run gives', async () => {
    const maps = await listed('configmaps', namespace);
    const [document = '{}'] = maps.flatMap((map) => stringAt(map, 'data', progressKey) ?? []);
    expect(JSON.parse(document)).toMatchObject({ phase: 'Succeeded', metrics: { accuracy: expect.any(Number) } });
    const now = await live(referenceTo(run));
    const [program, ...args] = (stringAt(now, 'status', 'commands', 'logs') ?? '').replace(' -f', '').split(' ');
    expect(program).toBe('kubectl');
    expect(await kubectl(args)).toMatch(/test accuracy +9[789]\.\d %/);
  });

  test("wrote its checkpoints, events and model as the pods' user", () => {
    for (const folder of ['checkpoints', 'events', 'model']) {
      expect({ folder, isThere: existsSync(`${volume.path}/${folder}`) }).toEqual({ folder, isThere: true });
    }
    const owners = readdirSync(volume.path).map((name) => statSync(`${volume.path}/${name}`).uid);
    expect(new Set(owners)).toEqual(new Set([65532]));
  });

  test("hands out its log, events and model by crosstrain's own commands", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crosstrain-pulled-'));
    const { stdout: log } = await crosstrain(folder, 'logs', `${namespace}/${name}`);
    expect(log).toMatch(/test accuracy +9[789]\.\d %/);
    const pull = ['artifacts', 'pull', `${namespace}/${name}`, 'copy', '--only', 'events', 'model'];
    expect((await crosstrain(folder, ...pull)).stdout).toMatch(/^\d+ files from the cluster in copy\n$/);
    expect(readdirSync(join(folder, 'copy')).sort()).toEqual(['events', 'model']);
    const weights = (at: string) => readFileSync(join(at, 'model', 'weights.bin'));
    expect(weights(join(folder, 'copy')).equals(weights(volume.path))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  test('trains no second time, whatever of it is deleted by hand: one by one, then all at once', async () => {
    const made = async () => composedReferences(await runOnce(run, 'is ready', has('Ready')));
    for (const reference of await made()) await deletedAndSettled(run, [reference]);
    await deletedAndSettled(run, await made());
    expect(await podsMade(run)).toBe(1);
    expect(await podsOf(run)).toEqual([]);
    expect(stringAt(await live(referenceTo(run)), 'status', 'phase')).toBe('Succeeded');
  });

  test('leaves nothing when it is deleted', async () => {
    await remove([run]);
    expect(await leftSince([...before, ...staged])).toEqual([]);
  });
});

describe('a training pod with native TensorFlow that is deleted', () => {
  let story: Story;
  beforeAll(async () => {
    story = await storyOnNode(example('cpu'), { variant: 'native' });
  });
  afterAll(() => story.end());

  test('saves where it is, and another goes on from there to the stated accuracy', async () => {
    // Native, an epoch takes a quarter of a second.
    const trainer = { recipe: 'digits-cnn', hyperparameters: { epochs: 60, seed: 7 } };
    const run = changed(story.run, { trainer });
    await apply([run]);
    await runOnce(run, 'runs', phaseIs('Running'));
    const first = await onlyPod(run);
    await eventually('an epoch is done', 300, async () =>
      (await logOf(first)).includes('epoch  1/60') ? true : undefined,
    );
    await remove([{ apiVersion: 'v1', kind: 'Pod', metadata: first.metadata }]);

    const complete = await runOnce(run, 'is complete', has('Complete'));
    expect(recordAt(complete, 'status', 'training')).toMatchObject({ progress: '100%', backend: 'tensorflow-cpu' });
    expect(Number(stringAt(complete, 'status', 'training', 'metrics', 'accuracy'))).toBeGreaterThanOrEqual(0.97);
    const second = await onlyPod(run);
    expect(second.metadata.name).not.toBe(first.metadata.name);
    const log = await logOf(second);
    const [, step = '0'] = /resumes at step (\d+) of \d+/.exec(log) ?? [];
    expect(Number(step)).toBeGreaterThan(0);
    expect(log).not.toContain('epoch  1/60');
    await remove([run]);
    expect(await leftSince(story.before)).toEqual([]);
  });
});

describe('the GPU example on a node that only pretends to have GPUs', () => {
  let story: Story;
  beforeAll(async () => {
    story = await storyOnNode(example('first-run'), { claim: 'crosstrain-artifacts' });
  });
  afterAll(() => story.end());

  test('is scheduled on one, and ends with the code of a missing accelerator and the reason in the run', async () => {
    // As little as this machine has; the example asks for what a machine with an L4 leaves.
    await apply([changed(story.run, { resources: { cpu: '500m', memory: '1Gi' } })]);
    const run = await runOnce(story.run, 'has failed', has('Failed'));
    const pod = await onlyPod(story.run);
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
