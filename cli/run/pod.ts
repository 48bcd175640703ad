import { listAt, numberAt, stringAt } from '../../api/json.ts';
import { labels, trainerContainer } from '../../api/names.ts';
import { stringsAt } from '../../simulator/object.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

/** A pod of an Indexed Job, as far as its trainer container can ask about it. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  readonly role: string;
  /** The trainer container as it stands in the Job's template. */
  readonly container: unknown;
}

const completionIndex = 'batch.kubernetes.io/job-completion-index';

/** The pod of one index that the Job controller would make. */
export function podOf(job: KubernetesObject, index: number): Pod {
  const template = ['spec', 'template'] as const;
  const podLabels = stringsAt(job, ...template, 'metadata', 'labels');
  const container = listAt(job, ...template, 'spec', 'containers').find(
    (candidate) => stringAt(candidate, 'name') === trainerContainer,
  );
  return {
    name: `${job.metadata.name}-${index}`,
    namespace: job.metadata.namespace ?? 'default',
    labels: { ...podLabels, 'batch.kubernetes.io/job-name': job.metadata.name, [completionIndex]: String(index) },
    annotations: { ...stringsAt(job, ...template, 'metadata', 'annotations'), [completionIndex]: String(index) },
    serviceAccountName: stringAt(job, ...template, 'spec', 'serviceAccountName') ?? 'default',
    role: podLabels[labels.role] ?? '',
    container,
  };
}

/** How many pods the Jobs run at once. */
export function podCount(jobs: readonly KubernetesObject[]): number {
  return jobs.reduce((sum, job) => sum + (numberAt(job, 'spec', 'parallelism') ?? 1), 0);
}
