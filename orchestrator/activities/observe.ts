import { numberAt, stringAt } from '../../api/json.ts';
import type { Provisioned, ReadyRequest, Training } from '../contract/activities.ts';
import type { ObjectReference } from '../contract/training-run.ts';
import type { Cluster, LiveObject } from '../kubernetes/cluster.ts';
import { find } from './apply.ts';
import { lackOfCapacity } from './capacity.ts';
import { final, lookSeconds, notYet } from './failure.ts';
import { readiness, vanished } from './readiness.ts';
import type { Readiness } from './readiness.ts';
import { isNews, trainingOf } from './training.ts';

/** Ends when the run is ready or its machines cannot be had; fails so that the server looks again while it may become ready. */
export async function observeReady(
  cluster: Cluster,
  { run, generation, excludedOffers }: ReadyRequest,
): Promise<Provisioned> {
  const object = await existing(cluster, run);
  const seen = readiness(object, { uid: run.uid ?? '', generation });
  const lacking = seen.ready ? undefined : lackOfCapacity(object, excludedOffers);
  if (lacking !== undefined) return { type: 'NoCapacity', ...lacking };
  if (!seen.ready) throw unready(run, seen);
  const deadlineSeconds = numberAt(object, 'status', 'plan', 'deadlineSeconds');
  return { type: 'Ready', ...(deadlineSeconds !== undefined && { deadlineSeconds }) };
}

/** Ends when there is news of the training; fails so that the server looks again while there is none. */
export async function followTraining(
  cluster: Cluster,
  { run, seen }: { readonly run: ObjectReference; readonly seen?: Training },
): Promise<Training> {
  const object = await existing(cluster, run);
  const gone = vanished(object, run.uid ?? '');
  if (gone !== undefined) throw unready(run, gone);
  const now = trainingOf(object);
  if (!isNews(now, seen)) throw notYet(`TrainingRun ${run.namespace}/${run.name}: ${now.phase}, ${now.percent}%`);
  return now;
}

async function existing(cluster: Cluster, run: ObjectReference): Promise<LiveObject> {
  const object = await find(cluster, run);
  if (object !== undefined) return object;
  throw final('Vanished', `TrainingRun ${run.namespace}/${run.name} is gone: somebody deleted it`);
}

function unready(run: ObjectReference, { type, reason, message, slow }: Extract<Readiness, { ready: false }>) {
  const words = `TrainingRun ${run.namespace}/${run.name}: ${reason === '' ? message : `${reason}: ${message}`}`;
  if (type === 'NotReady') return notYet(words, slow ? lookSeconds.slow : lookSeconds.usual);
  return final(type, words, [{ reason, message }]);
}

/** Whether two references name the same object, whatever became of it. */
export function sameObject(object: LiveObject, { uid }: ObjectReference): boolean {
  return uid === undefined || stringAt(object, 'metadata', 'uid') === uid;
}
