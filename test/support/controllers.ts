import { at, recordAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { progressKey, type Progress } from '../../api/trainer-contract/progress.ts';
import { written, type World } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Minutes after noon, as Kubernetes writes times. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString().replace('.000Z', 'Z');
}

const condition = (type: string, at: number, reason: string, message = ''): Fields => ({
  type,
  status: 'True',
  reason,
  message,
  lastProbeTime: minute(at),
  lastTransitionTime: minute(at),
});

/** What a Job controller writes. */
export const jobStatus = {
  starting: (from: number): Fields => ({ startTime: minute(from), active: 1, ready: 0, terminating: 0 }),
  running: (from: number, pods: number): Fields => ({
    startTime: minute(from),
    active: pods,
    ready: pods,
    terminating: 0,
  }),
  complete: (from: number, to: number, pods: number): Fields => ({
    startTime: minute(from),
    completionTime: minute(to),
    succeeded: pods,
    ready: 0,
    conditions: [
      condition('SuccessCriteriaMet', to, 'CompletionsReached', 'Reached expected number of succeeded pods'),
      condition('Complete', to, 'CompletionsReached', 'Reached expected number of succeeded pods'),
    ],
  }),
  failed: (from: number, to: number, reason: string, message: string): Fields => ({
    startTime: minute(from),
    failed: 1,
    ready: 0,
    conditions: [condition('FailureTarget', to, reason, message), condition('Failed', to, reason, message)],
  }),
  suspended: (from: number, to: number): Fields => ({
    startTime: minute(from),
    ready: 0,
    conditions: [condition('Suspended', to, 'JobSuspended', 'Job suspended')],
  }),
} as const;

/** Everything that makes itself ready does: secrets, provider configurations, objects on other clusters. */
export function provided(world: World): World {
  const happened = { status: 'True', lastTransitionTime: minute(1) };
  const synced = { type: 'Synced', reason: 'ReconcileSuccess', ...happened };
  const ready = { type: 'Ready', reason: 'Available', ...happened };
  return written(world, (_key, object) => {
    if (object['kind'] === 'ExternalSecret') return { ...object, status: { conditions: [ready] } };
    if (object['kind'] !== 'Object') return object;
    const manifest = at(object, 'spec', 'forProvider', 'manifest');
    const seen = { ...recordAt(manifest), ...recordAt(object, 'status', 'atProvider', 'manifest') };
    const atProvider = { manifest: { ...seen, spec: recordAt(manifest)['spec'] } };
    return { ...object, status: { conditions: [synced, ready], atProvider } };
  });
}

/** The Jobs of a role report a status, on whatever cluster they are. */
export function jobs(world: World, role: string, status: Fields): World {
  return written(world, (key, object) => (jobRole(key) === role ? inside(object, { status }) : object));
}

/** The trainer writes its progress. */
export function reported(world: World, progress: Progress): World {
  return written(world, (key, object) =>
    key === 'progress' ? inside(object, { data: { [progressKey]: JSON.stringify(progress) } }) : object,
  );
}

function inside(object: Fields, fields: Fields): Fields {
  if (stringAt(object, 'kind') !== 'Object') return { ...object, ...fields };
  const manifest = { ...recordAt(object, 'spec', 'forProvider', 'manifest'), ...fields };
  return { ...object, status: { ...recordAt(object, 'status'), atProvider: { manifest } } };
}
