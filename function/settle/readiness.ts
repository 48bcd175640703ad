import { isRecord, listAt, numberAt, stringAt } from '../../api/json.ts';
import { shortened } from '../../api/shortened.ts';
import { succeededPods } from '../observe/job.ts';
import { isRemoteObject, remoteOrSelf } from '../observe/remote-object.ts';

/** Whether an observed object does what it is there for, and if not, why. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** Letters of what another controller says that are handed on: it may quote a whole document. */
const longestReason = 1000;

const ready: Readiness = { ready: true };

/** Kinds that say of themselves when they are ready; all others are as soon as they exist. */
const rules: ReadonlyMap<string, (object: unknown) => Readiness> = new Map([
  ['Job', jobReadiness],
  ['ExternalSecret', conditionReadiness],
  ['ProviderConfig', () => ready],
  ['ClusterProviderConfig', () => ready],
  ['Object', conditionReadiness],
]);

/** Groups all of whose kinds say so, but for provider configurations: managed resources and our own composites. */
const conditionedGroups = /(\.m\.upbound\.io|^helm\.m\.crossplane\.io|^crosstrain\.dev)\//;

/** Readiness of an observed composed object; for one on another cluster, both of its stand-in and of itself. */
export function readiness(object: unknown): Readiness {
  if (isRemoteObject(object)) {
    const standIn = conditionReadiness(object);
    if (!standIn.ready) return standIn;
    const remote = remoteOrSelf(object);
    return remote === undefined ? { ready: false, why: 'was not seen on its cluster yet' } : ownReadiness(remote);
  }
  return ownReadiness(object);
}

function ownReadiness(object: unknown): Readiness {
  const byGroup = conditionedGroups.test(stringAt(object, 'apiVersion') ?? '') ? conditionReadiness : () => ready;
  return (rules.get(stringAt(object, 'kind') ?? '') ?? byGroup)(object);
}

function conditionReadiness(object: unknown): Readiness {
  const condition = listAt(object, 'status', 'conditions').find((entry) => stringAt(entry, 'type') === 'Ready');
  if (stringAt(condition, 'status') === 'True') return ready;
  const why = stringAt(condition, 'message') ?? stringAt(condition, 'reason');
  return {
    ready: false,
    why: why === undefined || why === '' ? 'is not ready yet' : `is not ready: ${shortened(why, longestReason)}`,
  };
}

/** A Job is there and runs, is suspended as asked, or has ended: how it ended is the run's business, not readiness'. */
function jobReadiness(object: unknown): Readiness {
  const ended = listAt(object, 'status', 'conditions').some(
    (entry) =>
      isRecord(entry) &&
      ['Complete', 'Failed', 'Suspended'].includes(String(entry['type'])) &&
      entry['status'] === 'True',
  );
  if (ended) return ready;
  const pods = numberAt(object, 'status', 'ready') ?? 0;
  const wanted = numberAt(object, 'spec', 'parallelism') ?? 1;
  const done = succeededPods(object);
  return pods + done >= wanted ? ready : { ready: false, why: `has ${pods} of ${wanted} pods ready` };
}
