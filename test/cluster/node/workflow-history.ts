import type { WorkflowHandle } from '@temporalio/client';

/** An activity that has ended, as the workflow's history tells it. */
interface Ended {
  readonly name: string;
  /** The worker's process that ended it. */
  readonly worker: string;
  readonly endedAt: number;
}

/** The activities of a workflow that have ended, in that order. */
export async function endedActivities(handle: WorkflowHandle): Promise<readonly Ended[]> {
  const { events } = await handle.fetchHistory();
  const names = new Map<string, string>();
  const workers = new Map<string, string>();
  const ended: Ended[] = [];
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) names.set(String(event.eventId), scheduled.activityType?.name ?? '');
    const started = event.activityTaskStartedEventAttributes;
    if (started) workers.set(String(started.scheduledEventId), started.identity ?? '');
    const done = event.activityTaskCompletedEventAttributes;
    if (!done) continue;
    const id = String(done.scheduledEventId);
    const endedAt = Number(event.eventTime?.seconds ?? 0) * 1000 + (event.eventTime?.nanos ?? 0) / 1e6;
    ended.push({ name: names.get(id) ?? '', worker: workers.get(id) ?? '', endedAt });
  }
  return ended;
}

/** Each event of a workflow so far, one line each: whatever dies, none of them may change. */
export async function eventLines(handle: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map(({ eventId, eventType, eventTime }) =>
    [eventId, eventType, eventTime?.seconds, eventTime?.nanos].map(String).join(' '),
  );
}

/** Which activity had ended last at that time, and which ended next. */
export function around(activities: readonly Ended[], time: number): readonly (string | undefined)[] {
  return [
    activities.findLast(({ endedAt }) => endedAt <= time)?.name,
    activities.find(({ endedAt }) => endedAt > time)?.name,
  ];
}

/** Which worker, counted from 1, ended which activities; one that follows itself is told once. */
export function byWorker(activities: readonly Ended[]): readonly string[] {
  const workers = [...new Set(activities.map(({ worker }) => worker))];
  return activities
    .map(({ name, worker }) => `worker ${workers.indexOf(worker) + 1}: ${name}`)
    .filter((line, index, all) => line !== all[index - 1]);
}
