import { Ready, RunFunctionResponse, Severity } from '@crossplane-org/function-sdk-typescript';
import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { pino } from 'pino';
import { conditionTypes, reasons } from '../../api/conditions.ts';
import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { runFunction } from '../../function/run-function.ts';
import { answer } from '../../function/server/runner.ts';

/** What a call of the function came to. */
export interface Judged {
  readonly response: RunFunctionResponse | undefined;
  /** All that is wrong with it, in words; none for a good answer. */
  readonly faults: readonly string[];
  /** By which rule observed objects were given up. */
  readonly dropped: readonly Rule[];
}

/** Why an observed object may go. */
type Rule =
  | 'a Job of an attempt or a training that is over'
  | 'the run has ended and gives back'
  | 'the spec changed'
  | 'another step of the pipeline may compose it';

/** How an input may differ from what core sends. */
export interface Leave {
  /** The spec is another than that which the observed objects were made by. */
  readonly hasOtherSpec: boolean;
  /** Keys of observed objects that the function never asked for. */
  readonly strangers: readonly string[];
}

const silent = pino({ level: 'silent' });

/** Processor time after which a call counts as hanging. */
const longestMs = 1000;
/** DESIGN's own limit; what is handed on untouched counts besides. */
const largestOwnBytes = 1024 * 1024;
const largestMessage = 32_768;

/** One call through the whole server but for its socket, judged. */
export function judged(bytes: Buffer, request: RunFunctionRequest, leave: Leave): Judged {
  const before = process.cpuUsage();
  const outcome = answer(bytes, runFunction, silent);
  const { user, system } = process.cpuUsage(before);
  const slow = (user + system) / 1000 > longestMs ? [`took ${Math.round((user + system) / 1000)} ms`] : [];
  if (outcome.kind === 'refusal') {
    const faults = outcome.details === '' ? ['is refused without a reason'] : [];
    return { response: undefined, faults: [...slow, ...faults], dropped: [] };
  }
  const response = decoded(outcome.bytes);
  if (response === undefined) return { response, faults: slow, dropped: [] };
  const gone = droppedKeys(request, response).map((key) => ({ key, rule: ruleFor(key, request, response, leave) }));
  const faults = [
    ...slow,
    ...(outcome.isFatal ? [`the function threw: ${response.results[0]?.message}`] : []),
    ...(outcome.bytes.length > largestOwnBytes + 2 * bytes.length ? [`answers ${outcome.bytes.length} bytes`] : []),
    ...resultFaults(response),
    ...conditionFaults(response),
    ...(isFatal(response) ? [] : [...desiredFaults(request, response), ...readyFaults(response)]),
    ...gone.filter(({ rule }) => rule === undefined).map(({ key }) => `drops ${key} without a rule`),
  ];
  return { response, faults, dropped: gone.flatMap(({ rule }) => rule ?? []) };
}

/** The SDK reads 100 messages in one another, a third as many objects; core's implementation reads 10,000. */
function decoded(bytes: Buffer): RunFunctionResponse | undefined {
  try {
    return RunFunctionResponse.decode(bytes);
  } catch (error) {
    if (String(error).includes('recursion limit')) return undefined;
    throw error;
  }
}

function isFatal({ results }: RunFunctionResponse): boolean {
  return results.some(({ severity }) => severity === Severity.SEVERITY_FATAL);
}

/** Observed keys that the answer deletes; one that stops the reconcile deletes nothing. */
function droppedKeys(request: RunFunctionRequest, response: RunFunctionResponse): readonly string[] {
  if (isFatal(response)) return [];
  const desired = response.desired?.resources ?? {};
  return Object.keys(request.observed?.resources ?? {}).filter((key) => !Object.hasOwn(desired, key));
}

function ruleFor(
  key: string,
  request: RunFunctionRequest,
  response: RunFunctionResponse,
  { hasOtherSpec, strangers }: Leave,
): Rule | undefined {
  if (strangers.includes(key)) return 'another step of the pipeline may compose it';
  // Its Usage goes with a Job.
  if (jobRole(key.replace(/^usage-/, '')) !== undefined) return 'a Job of an attempt or a training that is over';
  const composite = request.observed?.composite?.resource;
  const outcome = stringAt(composite, 'status', 'training', 'outcome');
  const release = stringAt(composite, 'spec', 'releasePolicy') ?? 'OnCompletion';
  if (outcome !== undefined && (release === 'OnCompletion' || (release === 'OnSuccess' && outcome === 'Succeeded')))
    return 'the run has ended and gives back';
  const isAccepted = response.conditions.some(({ reason }) => reason === reasons.Accepted);
  return hasOtherSpec && isAccepted ? 'the spec changed' : undefined;
}

function resultFaults({ results }: RunFunctionResponse): readonly string[] {
  return results.flatMap(({ severity, message }) => [
    ...(message === '' && severity !== Severity.SEVERITY_NORMAL ? ['warns without a reason'] : []),
    ...(message.length > largestMessage ? [`a result has ${message.length} letters`] : []),
  ]);
}

function conditionFaults({ conditions }: RunFunctionResponse): readonly string[] {
  const known: readonly string[] = Object.values(reasons);
  const types: readonly string[] = conditionTypes;
  const accepted = conditions.filter(({ type }) => type === 'Accepted');
  return [
    ...(accepted.length === 1 ? [] : [`says Accepted ${accepted.length} times`]),
    ...accepted.filter(({ reason, message }) => !known.includes(reason) || message === '').map(() => 'gives no reason'),
    ...conditions.filter(({ type }) => !types.includes(type)).map(({ type }) => `has a condition ${type}`),
    ...conditions
      .filter(({ message }) => (message?.length ?? 0) > largestMessage)
      .map(() => 'has an endless condition'),
  ];
}

function desiredFaults({ observed }: RunFunctionRequest, { desired }: RunFunctionResponse): readonly string[] {
  return Object.entries(desired?.resources ?? {}).flatMap(([key, { resource }]) => [
    ...['apiVersion', 'kind']
      // What is kept as it is observed is no better than that.
      .filter((field) => !stringAt(resource, field) && stringAt(observed?.resources[key]?.resource, field) !== '')
      .map((field) => `${key} has no ${field}`),
    ...(key === '' && !Object.hasOwn(observed?.resources ?? {}, '') ? ['desires a resource without a name'] : []),
  ]);
}

/** A composite is ready only with all that is composed for it, and with nothing that waits. */
function readyFaults({ desired }: RunFunctionResponse): readonly string[] {
  if (desired?.composite?.ready !== Ready.READY_TRUE) return [];
  const status = recordAt(desired.composite.resource, 'status');
  const unready = Object.values(desired.resources).some(({ ready }) => ready !== Ready.READY_TRUE);
  const waits = listAt(status, 'waitingFor').some(isRecord);
  // Of a run that has ended the Jobs are not waited for.
  const isOver = ['Succeeded', 'Failed'].includes(stringAt(status, 'phase') ?? '');
  return (unready && !isOver) || waits ? ['is ready too early'] : [];
}
