import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordAt, stringAt } from '../../../api/json.ts';
import { policyName, trainerContainer } from '../../../api/names.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { leftSince } from '../composite.ts';
import { variable } from '../environment.ts';
import { example } from '../example.ts';
import { apply, eventually, kubectl, remove } from '../stand.ts';
import { has, podsOf, runOnce } from './follow.ts';
import { storyOnNode, trainerImage } from './story.ts';
import type { Story } from './story.ts';

// TensorFlow for Python in the pods of a gang. There is no registry with its image: interpreter and packages of this
// machine come as volumes, into an image with a C library.
const namespace = 'team-python';
const folders = { python: `${variable('STAND')}/python`, packages: '' };
const code = example('python-tensorflow').others.find(({ kind }) => kind === 'ConfigMap');
if (code === undefined) throw new Error('examples/python-tensorflow has no code');
const name = 'keras-gang';

const run = (): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name, namespace },
  spec: {
    trainer: {
      image: trainerImage(),
      source: { configMapRef: { name: code.metadata.name } },
      command: ['/python/bin/python3', '-u', '/crosstrain/source/train.py'],
      env: [
        { name: 'PYTHONHOME', value: '/python' },
        { name: 'PYTHONPATH', value: '/packages' },
        { name: 'LD_LIBRARY_PATH', value: '/python/so' },
        { name: 'TF_NUM_INTRAOP_THREADS', value: '1' },
      ],
    },
    volumes: Object.keys(folders).map((volume) => ({
      name: volume,
      mountPath: `/${volume}`,
      persistentVolumeClaim: { claimName: volume, readOnly: true },
    })),
    workers: 2,
    resources: { cpu: '800m', memory: '2Gi', sharedMemory: '64Mi', ephemeralStorage: '500Mi' },
    failurePolicy: { maxRestarts: 2 },
    artifacts: { retentionPolicy: 'Delete', storage: '1Gi' },
    activeDeadlineSeconds: 900,
  },
});

/** A folder of this machine as a volume, bound to a claim of its name and to no other. */
function mounted(volume: string, path: string): readonly KubernetesObject[] {
  const spec = { accessModes: ['ReadOnlyMany'], storageClassName: '' };
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume },
      spec: { ...spec, capacity: { storage: '1Gi' }, claimRef: { namespace, name: volume }, hostPath: { path } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: volume, namespace },
      spec: { ...spec, volumeName: volume, resources: { requests: { storage: '1Gi' } } },
    },
  ];
}

/** The process of a task on this machine. */
function processOf(index: number): number {
  const words = [`CROSSTRAIN_RUN=${name}`, `CROSSTRAIN_INDEX=${index}`];
  const found = readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8').split('\0');
      return words.every((word) => environment.includes(word));
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
  return Number(found[0] ?? Number.NaN);
}

function logOf(pod: KubernetesObject): Promise<string> {
  return kubectl(['logs', pod.metadata.name, '--namespace', namespace, '--container', trainerContainer]);
}

let story: Story | undefined;
let volumes: readonly KubernetesObject[] = [];
beforeAll(async () => {
  const here = (script: string) => fileURLToPath(new URL(script, import.meta.url));
  const program = promisify(execFile);
  const environment = (await program(here('../../tools/python.sh'))).stdout.trim();
  await program(here('python.sh'), [`${environment}/bin/python`, folders.python]);
  const lib = readdirSync(`${environment}/lib`).find((entry) => entry.startsWith('python3'));
  volumes = [
    ...mounted('python', folders.python),
    ...mounted('packages', `${environment}/lib/${lib ?? ''}/site-packages`),
  ];
  const policy: KubernetesObject = {
    apiVersion: 'apiextensions.crossplane.io/v1beta1',
    kind: 'EnvironmentConfig',
    metadata: { name: policyName },
    data: { allow: { uriPrefixes: Object.keys(folders).map((volume) => `pvc://${volume}`) } },
  };
  const others = [{ ...code, metadata: { ...code.metadata, namespace } }, policy];
  story = await storyOnNode({ composites: [run()], others, namespaces: [namespace] });
  await apply(volumes);
});
afterAll(async () => {
  await remove([run(), ...volumes.toReversed()]);
  await story?.end();
});

test('a gang that trains with TensorFlow for Python loses a worker: it resumes once, as a new attempt, and counts one', async () => {
  const known = [...(story?.before ?? []), ...volumes.map(({ kind, metadata }) => inventoryLine(kind, metadata.name))];
  await apply([run()]);
  await runOnce(run(), 'runs', has('Running'));
  const [first] = await podsOf(run());
  if (first === undefined) throw new Error('the run has no pod');
  await eventually('two epochs are done', 300, async () =>
    (await logOf(first)).includes('Epoch 3/5') ? true : undefined,
  );
  process.kill(processOf(1), 'SIGKILL');

  const complete = await runOnce(run(), 'has ended', (now) => has('Complete')(now) || has('Failed')(now));
  expect(stringAt(complete, 'status', 'phase')).toBe('Succeeded');
  expect(recordAt(complete, 'status', 'training')).toMatchObject({
    attempt: 1,
    // A kill looks like one for lack of memory: 137.
    restarts: { error: 0, outOfMemory: 1, preemption: 0, resume: 0 },
  });
  const pods = await podsOf(run());
  expect(pods.length).toBe(2);
  for (const log of await Promise.all(pods.map(logOf))) {
    expect(log).toContain('Epoch 5/5');
    expect(log).not.toContain('Epoch 1/5');
  }
  await remove([run()]);
  expect(await leftSince(known)).toEqual([]);
});

function inventoryLine(kind: string, object: string): string {
  return `v1 ${kind} ${kind === 'PersistentVolume' ? '<none>' : namespace} ${object}`;
}
