import { booleanAt, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { labels } from '../../api/names.ts';
import { environment } from '../../api/trainer-contract/environment.ts';
import { progressKey } from '../../api/trainer-contract/progress.ts';
import { conditionIn, statusWith, withConditions, conditionsIn } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import type { KubernetesObject } from '../object.ts';
import type { Provider, Turn } from './provider.ts';

/** The Job controller, with pods that start, get ready and succeed, one step a turn. */
export const job: Provider = (object, turn) => {
  const next = runningJob(object, turn);
  if (next !== undefined || endsNever(object)) return next;
  if (booleanAt(object, 'spec', 'suspend') === true) return undefined;
  if (conditionIn(object['status'], 'Complete') !== undefined) return undefined;
  report(object, turn, { phase: 'Succeeded', step: 1, totalSteps: 1, updatedAt: turn.now });
  return succeeded(object, turn.now);
};

/** The same with pods that never end: a run in the middle of its training. */
export const runningJob: Provider = (object, turn) => {
  const { now } = turn;
  const pods = numberAt(object, 'spec', 'parallelism') ?? 1;
  const status = recordAt(object, 'status');
  if (conditionIn(status, 'Complete') !== undefined) return undefined;
  if (booleanAt(object, 'spec', 'suspend') === true) return suspended(status, now);
  if (stringAt(status, 'startTime') === undefined || numberAt(status, 'active') === undefined) {
    const resumed = conditionIn(status, 'Suspended') === undefined ? [] : [suspension('False', 'JobResumed', now)];
    return started(status, pods, resumed, now);
  }
  if (numberAt(status, 'ready') === pods) return undefined;
  report(object, turn, { phase: 'Training', step: 0, totalSteps: 1, updatedAt: now });
  return { ...status, ready: pods };
};

function started(status: object, pods: number, resumed: readonly Condition[], now: string) {
  const begun = { ...status, startTime: now, active: pods, ready: 0, terminating: 0, uncountedTerminatedPods: {} };
  return resumed.length === 0 ? begun : statusWith(begun, withConditions(conditionsIn(status), ...resumed));
}

function suspended(status: Readonly<Record<string, unknown>>, now: string) {
  if (conditionIn(status, 'Suspended')?.status === 'True') return undefined;
  const { active: _, ready: __, startTime: ___, ...rest } = status;
  return statusWith(rest, withConditions(conditionsIn(status), suspension('True', 'JobSuspended', now)));
}

function suspension(status: 'True' | 'False', reason: string, now: string): Condition {
  return { type: 'Suspended', status, reason, message: reason.replace('Job', 'Job '), lastTransitionTime: now };
}

function succeeded(object: KubernetesObject, now: string) {
  const { active: _, ...status } = recordAt(object, 'status');
  const completions = numberAt(object, 'spec', 'completions') ?? 1;
  const reason = 'CompletionsReached';
  const message = 'Reached expected number of succeeded pods';
  const met = { type: 'SuccessCriteriaMet', status: 'True', reason, message, lastTransitionTime: now } as const;
  const complete = { type: 'Complete', status: 'True', reason, message, lastTransitionTime: now } as const;
  return statusWith(
    {
      ...status,
      ready: 0,
      succeeded: completions,
      completedIndexes: completions === 1 ? '0' : `0-${completions - 1}`,
      completionTime: now,
    },
    withConditions(conditionsIn(status), met, complete),
  );
}

/** Parameter servers serve until they are deleted. */
function endsNever(object: KubernetesObject): boolean {
  return stringAt(object, 'spec', 'template', 'metadata', 'labels', labels.role) === 'ps';
}

/** What the trainer in pod 0 does: it writes its progress where its environment says. */
function report(object: KubernetesObject, { cluster, now }: Turn, progress: object): void {
  const [container] = listAt(object, 'spec', 'template', 'spec', 'containers');
  const variable = listAt(container, 'env').find((entry) => stringAt(entry, 'name') === environment.progress);
  const [, namespace, name] = /^configmap:\/\/([^/]+)\/(.+)$/.exec(stringAt(variable, 'value') ?? '') ?? [];
  if (namespace === undefined || name === undefined) return;
  const map = cluster.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  if (map === undefined) return;
  cluster.put({ ...map, data: { ...recordAt(map, 'data'), [progressKey]: JSON.stringify(progress) } }, now);
}
