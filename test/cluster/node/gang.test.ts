import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { recordAt, stringAt } from '../../../api/json.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { leftSince } from '../composite.ts';
import { apply, kubectl, remove } from '../stand.ts';
import { podsOf, runOnce } from './follow.ts';
import { storyOnNode, trainerImage } from './story.ts';
import type { Story } from './story.ts';

const namespace = 'team-gang';
const code: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'peer', namespace },
  data: { 'peer.mjs': readFileSync(new URL('./peer.mjs', import.meta.url), 'utf8') },
};

/** Three workers that meet, from the user's own code in any image. */
function gang(name: string, args: readonly string[]): KubernetesObject {
  return {
    apiVersion: 'crosstrain.dev/v1alpha1',
    kind: 'TrainingRun',
    metadata: { name, namespace },
    spec: {
      trainer: {
        image: trainerImage(),
        source: { configMapRef: { name: 'peer' } },
        command: ['/nodejs/bin/node', '/crosstrain/source/peer.mjs'],
        args: [...args],
      },
      workers: 3,
      resources: { cpu: '100m', memory: '128Mi', sharedMemory: '16Mi', ephemeralStorage: '100Mi' },
      artifacts: { retentionPolicy: 'Delete', storage: '1Gi' },
      activeDeadlineSeconds: 900,
    },
  };
}

let story: Story;
beforeAll(async () => {
  story = await storyOnNode({ composites: [gang('gang', [])], others: [code], namespaces: [namespace] });
});
afterAll(() => story.end());

const cases = [
  {
    name: 'three workers find one another by the names in TF_CONFIG',
    args: [],
    phase: 'Succeeded',
    training: { attempt: 0, restarts: { error: 0, outOfMemory: 0, preemption: 0, resume: 0 } },
    met: ['worker 0 met 3', 'worker 1 met 3', 'worker 2 met 3'],
  },
  {
    name: 'a worker that saved and wants to be started again restarts all three once',
    args: ['1', '42'],
    phase: 'Succeeded',
    training: { attempt: 1, restarts: { error: 0, outOfMemory: 0, preemption: 0, resume: 1 } },
  },
  {
    name: 'a worker that crashes restarts all three once, and counts as an error',
    args: ['2', '1'],
    phase: 'Succeeded',
    training: { attempt: 1, restarts: { error: 1, outOfMemory: 0, preemption: 0, resume: 0 } },
  },
  {
    name: 'a worker that says that starting again is of no use ends the run',
    args: ['0', '65'],
    phase: 'Failed',
    training: { attempt: 0, failureReason: 'TrainingFailed' },
  },
];

test.each(cases)('$name', async ({ args, phase, training, met }) => {
  const run = gang('gang', args);
  await apply([run]);
  const ended = await runOnce(run, 'has ended', (object) =>
    ['Succeeded', 'Failed'].includes(stringAt(object, 'status', 'phase') ?? ''),
  );
  expect(stringAt(ended, 'status', 'phase')).toBe(phase);
  expect(recordAt(ended, 'status', 'training')).toMatchObject(training);
  if (met !== undefined) {
    const pods = await podsOf(run);
    const logs = await Promise.all(
      pods.map(({ metadata }) => kubectl(['logs', metadata.name, '--namespace', namespace])),
    );
    expect(logs.map((log) => log.trim()).sort()).toEqual(met);
  }
  await remove([run]);
  expect(await leftSince(story.before)).toEqual([]);
  await released();
});

/** The volume of a claim that is gone stays bound to it; the platform gives it to the next run. */
function released(): Promise<string> {
  const patch = ['--type=json', '--patch', '[{"op": "remove", "path": "/spec/claimRef"}]'];
  return kubectl(['patch', 'persistentvolume', 'artifacts-gang', ...patch]);
}
