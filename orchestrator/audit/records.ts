import type { temporal } from '@temporalio/proto';
import { isRecord, recordAt, stringAt } from '../../api/json.ts';
import { fieldManager } from '../contract/identity.ts';

type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;

/** Something that was done or decided: a line of the audit trail. */
export interface AuditRecord {
  /** RFC 3339. */
  readonly time: string;
  readonly workflow: string;
  readonly execution: string;
  readonly action: string;
  /** Who: a person, a client, or the field manager and worker that wrote. */
  readonly actor: string;
  /** The object written, `TrainingRun team-vision/digits`, with its uid. */
  readonly object?: string;
  readonly uid?: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly specDigest?: string;
  readonly imageDigest?: string;
  /** How often it was tried, where more than once. */
  readonly attempts?: number;
}

/** Reads the payloads of an event, decrypted where they were encrypted. */
export type Decode = (payloads: unknown) => Promise<readonly unknown[]>;

/** Activities that write, and what their record is called. */
const writes: Readonly<Record<string, string>> = {
  applyTraining: 'apply',
  deleteTraining: 'delete',
  observeGone: 'prove gone',
};

/**
 * The audit trail in a workflow's history: who started it, each write and its outcome, each decision with name and reason,
 * and the end. What was written is named and digested, never repeated: a manifest may hold what an auditor must not see.
 */
export async function auditRecords(
  { events }: History,
  workflow: string,
  execution: string,
  decode: Decode,
): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  const scheduled = new Map<string, Event>();
  const started = new Map<string, Event>();
  let imageDigest: string | undefined;
  for (const event of events ?? []) {
    const time = timeOf(event);
    const add = (record: Omit<AuditRecord, 'time' | 'workflow' | 'execution'>) =>
      records.push({ time, workflow, execution, ...record });
    const ended = endOf(event);
    if (event.activityTaskScheduledEventAttributes) scheduled.set(String(event.eventId), event);
    if (event.activityTaskStartedEventAttributes) {
      started.set(String(event.activityTaskStartedEventAttributes.scheduledEventId), event);
    }
    if (ended !== undefined) {
      const task = scheduled.get(ended.scheduledId)?.activityTaskScheduledEventAttributes;
      const start = started.get(ended.scheduledId)?.activityTaskStartedEventAttributes;
      const type = task?.activityType?.name ?? '';
      const [result] = await decode(ended.result);
      imageDigest = stringAt(result, 'provenance', 'imageDigest') ?? imageDigest;
      const action = writes[type];
      if (action === undefined) continue;
      const [request] = await decode(task?.input);
      const attempts = start?.attempt ?? 1;
      add({
        action,
        actor: `${fieldManager} (${start?.identity ?? 'no worker'})`,
        ...objectOf(request, result),
        outcome: ended.failure ?? stringAt(result, 'outcome') ?? 'Done',
        ...(attempts > 1 && { attempts }),
      });
    }
    const begun = event.workflowExecutionStartedEventAttributes;
    if (begun) add({ action: 'start', actor: begun.identity ?? 'unknown', outcome: 'Done' });
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    if (accepted) {
      const [decision] = await decode(accepted.input?.args);
      add({
        action: accepted.input?.name ?? 'update',
        actor: stringAt(decision, 'by') ?? 'unknown',
        outcome: 'Accepted',
        ...reasonOf(stringAt(decision, 'reason')),
      });
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal) {
      const [what] = await decode(signal.input);
      add({
        action: signal.signalName ?? 'signal',
        actor: signal.identity ?? 'unknown',
        outcome: 'Noted',
        ...reasonOf(typeof what === 'string' ? what : undefined),
      });
    }
    const closed = await closeOf(event, decode);
    if (closed !== undefined)
      add({ action: 'end', actor: workflow, ...closed, ...(imageDigest !== undefined && { imageDigest }) });
  }
  return records;
}

/** Records as JSON lines. */
export function jsonLines(records: readonly AuditRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Records for a person: a line each, what goes with it below. */
export function auditText(records: readonly AuditRecord[]): string {
  return records
    .map((record) => {
      const { time, action, object, outcome, actor, reason, specDigest, imageDigest, attempts } = record;
      const tried = attempts === undefined ? '' : `, ${attempts} attempts`;
      const first = `${time}  ${action.padEnd(14)} ${[object, outcome].filter((part) => part !== undefined).join('  ')}${tried}`;
      const below = [
        `by ${actor}`,
        reason === undefined ? undefined : `because: ${reason}`,
        specDigest === undefined ? undefined : `spec ${specDigest}`,
        imageDigest === undefined ? undefined : `image ${imageDigest}`,
      ].filter((part) => part !== undefined);
      return `${[first, ...below.map((part) => `${' '.repeat(time.length + 2)}${part}`)].join('\n')}\n`;
    })
    .join('');
}

interface ActivityEnd {
  readonly scheduledId: string;
  readonly result?: unknown;
  readonly failure?: string;
}

function endOf(event: Event): ActivityEnd | undefined {
  const done = event.activityTaskCompletedEventAttributes;
  if (done) return { scheduledId: String(done.scheduledEventId), result: done.result };
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    const type = failed.failure?.applicationFailureInfo?.type ?? 'TimedOut';
    return { scheduledId: String(failed.scheduledEventId), failure: `${type}: ${failed.failure?.message ?? ''}` };
  }
  const canceled = event.activityTaskCanceledEventAttributes;
  if (canceled) return { scheduledId: String(canceled.scheduledEventId), failure: 'Cancelled' };
  return undefined;
}

async function closeOf(
  event: Event,
  decode: Decode,
): Promise<{ readonly outcome: string; readonly reason?: string } | undefined> {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) {
    const [outcome] = await decode(completed.result);
    return { outcome: stringAt(outcome, 'result') ?? 'Completed' };
  }
  const failed = event.workflowExecutionFailedEventAttributes?.failure;
  if (failed) return { outcome: failed.applicationFailureInfo?.type ?? 'Failed', ...reasonOf(failed.message) };
  if (event.workflowExecutionCanceledEventAttributes) return { outcome: 'Cancelled' };
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  return terminated ? { outcome: 'Terminated', ...reasonOf(terminated.reason) } : undefined;
}

function objectOf(request: unknown, result: unknown): Partial<AuditRecord> {
  const run = isRecord(result) && isRecord(result['run']) ? result['run'] : recordAt(request, 'run');
  const manifest = recordAt(request, 'manifest');
  const kind = stringAt(run, 'kind') ?? stringAt(manifest, 'kind');
  if (kind === undefined) return {};
  const namespace = stringAt(run, 'namespace') ?? stringAt(manifest, 'metadata', 'namespace') ?? '';
  const name = stringAt(run, 'name') ?? stringAt(manifest, 'metadata', 'name') ?? '';
  const uid = stringAt(run, 'uid');
  const specDigest = stringAt(result, 'specDigest');
  return {
    object: `${kind} ${namespace}/${name}`,
    ...(uid !== undefined && { uid }),
    ...(specDigest !== undefined && { specDigest }),
  };
}

function reasonOf(reason: string | null | undefined): { readonly reason?: string } {
  return reason === undefined || reason === null || reason === '' ? {} : { reason };
}

function timeOf({ eventTime }: Event): string {
  const milliseconds = Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
  return new Date(milliseconds).toISOString();
}
