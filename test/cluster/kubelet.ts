import { labels, trainerContainer } from '../../api/names.ts';
import { progressKey } from '../../api/trainer-contract/progress.ts';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import { eventually, kubectl, listed } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

// The stand has no node: what a kubelet and the trainer in its pods would report is reported here.

/** The pods of a run, once there are as many. */
export function podsOf({ metadata }: KubernetesObject, count: number): Promise<readonly KubernetesObject[]> {
  return eventually(`${count} pods of ${metadata.name}`, 180, async () => {
    const pods = await listed('pods', metadata.namespace ?? '', '--selector', `${labels.run}=${metadata.name}`);
    return pods.length === count ? pods : undefined;
  });
}

/** Reports a pod as started and ready. */
export function reportRunning(pod: KubernetesObject): Promise<string> {
  const startedAt = new Date().toISOString();
  const ready = { status: 'True', lastTransitionTime: startedAt };
  return report(pod, {
    phase: 'Running',
    startTime: startedAt,
    conditions: [
      { type: 'Ready', ...ready },
      { type: 'ContainersReady', ...ready },
    ],
    containerStatuses: [container({ running: { startedAt } }, true)],
  });
}

/** Reports that a pod's trainer ended with an exit code. */
export function reportEnded(pod: KubernetesObject, exitCode: number): Promise<string> {
  const finishedAt = new Date().toISOString();
  const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt };
  return report(pod, {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    containerStatuses: [container({ terminated }, false)],
  });
}

/** Writes progress as rank 0 does. */
export function reportProgress({ metadata }: KubernetesObject, progress: Omit<Progress, 'updatedAt'>): Promise<string> {
  const data = { [progressKey]: JSON.stringify({ ...progress, updatedAt: new Date().toISOString() }) };
  const patch = ['--type=merge', '--patch', JSON.stringify({ data })];
  return kubectl([
    'patch',
    'configmap',
    `${metadata.name}-progress`,
    '--namespace',
    metadata.namespace ?? '',
    ...patch,
  ]);
}

function container(state: object, ready: boolean) {
  return {
    name: trainerContainer,
    image: 'trainer',
    imageID: 'trainer',
    restartCount: 0,
    ready,
    started: ready,
    state,
  };
}

function report({ metadata }: KubernetesObject, status: object): Promise<string> {
  const { name, namespace = '' } = metadata;
  const patch = ['--subresource=status', '--type=merge', '--patch', JSON.stringify({ status })];
  return kubectl(['patch', 'pod', name, '--namespace', namespace, ...patch]);
}
