import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { Severity, Status } from '@crossplane-org/function-sdk-typescript';
import { isDeepStrictEqual } from 'node:util';
import { isRecord, recordAt, stringAt } from '../../api/json.ts';
import { runFunction } from '../../function/run-function.ts';
import { requestOf } from './request.ts';
import { stored, type Owner } from './stored.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One composite, what exists of it, and what else can be read: all that a reconcile starts from. */
export interface World {
  readonly composite: Owner & Fields;
  /** Observed composed objects by composition resource name. */
  readonly observed: Readonly<Record<string, Fields>>;
  /** Policies and clusters. */
  readonly others: readonly Fields[];
  /** What earlier steps of the pipeline desire. */
  readonly foreign?: Fields;
}

/** The one composite among some objects, with nothing composed yet. */
export function worldOf(objects: readonly Fields[], kind = 'TrainingRun'): World {
  const found = objects.find((object) => object['kind'] === kind);
  if (!found) throw new Error(`cannot start: there is no ${kind}`);
  const metadata = recordAt(found, 'metadata');
  const name = stringAt(metadata, 'name') ?? '';
  const namespace = stringAt(metadata, 'namespace') ?? '';
  const composite = {
    ...found,
    apiVersion: stringAt(found, 'apiVersion') ?? '',
    kind,
    metadata: { ...metadata, name, namespace, uid: 'b8f6c5e2-5f0d-4b6e-9a57-0f2f3f6f2a11', generation: 1 },
  };
  return { composite, observed: {}, others: objects.filter((object) => object !== found) };
}

/** What the function answers, once all that it asks for has been delivered, as core's loop does. */
export function answered(world: World): RunFunctionResponse {
  return asked(world, runFunction).response;
}

/** The same with the request that it is the answer to. */
function asked(
  world: World,
  call: typeof runFunction,
): { readonly request: RunFunctionRequest; readonly response: RunFunctionResponse } {
  let required: Readonly<Record<string, readonly unknown[]>> = {};
  let delivered: unknown;
  for (let round = 0; round < 5; round++) {
    const request = requestOf({
      composite: world.composite,
      observed: world.observed,
      required,
      ...(world.foreign && { desired: foreignState(world.foreign) }),
    });
    const response = call(request);
    if (isFatal(response) || isDeepStrictEqual(response.requirements, delivered)) return { request, response };
    delivered = response.requirements;
    required = Object.fromEntries(
      Object.entries(response.requirements?.resources ?? {}).map(([name, selector]) => [
        name,
        world.others.filter((object) => isSelected(object, selector)),
      ]),
    );
  }
  throw new Error('requirements do not settle');
}

function isSelected(
  object: Fields,
  selector: { kind: string; matchName?: string | undefined; namespace?: string | undefined },
) {
  const { name, namespace } = recordAt(object, 'metadata');
  return object['kind'] === selector.kind && name === selector.matchName && namespace === selector.namespace;
}

function foreignState(resources: Fields) {
  const entries = Object.entries(resources).map(([key, resource]) => [
    key,
    { resource: recordAt(resource), connectionDetails: {}, ready: 0 },
  ]);
  return { composite: undefined, resources: Object.fromEntries(entries) };
}

/** Whether the answer stops the reconcile. */
export function isFatal({ results }: RunFunctionResponse): boolean {
  return results.some(({ severity }) => severity === Severity.SEVERITY_FATAL);
}

/**
 * One reconcile as core does it: what is desired is applied, what no longer is is deleted, status is written.
 * @param call the function, of another release perhaps
 */
export function reconciled(
  world: World,
  call = runFunction,
): {
  readonly world: World;
  readonly request: RunFunctionRequest;
  readonly response: RunFunctionResponse;
} {
  const { request, response } = asked(world, call);
  if (isFatal(response)) return { world, request, response };
  const desired = Object.entries(response.desired?.resources ?? {});
  const observed = Object.fromEntries(
    desired.map(([key, { resource }]) => [
      key,
      stored(recordAt(plain(resource)), key, world.composite, world.observed[key]),
    ]),
  );
  return { world: { ...world, composite: compositeAfter(world, response, observed), observed }, request, response };
}

function compositeAfter(
  { composite }: World,
  response: RunFunctionResponse,
  observed: World['observed'],
): World['composite'] {
  const resourceRefs = Object.values(observed).map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: recordAt(metadata)['name'],
  }));
  const conditions = new Map(
    [...listed(recordAt(composite, 'status')['conditions']), ...response.conditions.map(plainCondition)].map(
      (condition) => [String(condition['type']), condition],
    ),
  );
  const status = recordAt(plain(response.desired?.composite?.resource), 'status');
  return {
    ...composite,
    spec: { ...recordAt(composite, 'spec'), crossplane: { compositionRef: { name: 'trainingruns' }, resourceRefs } },
    status: { ...status, conditions: [...conditions.values()] },
  };
}

/** As it comes off the wire: without `undefined`, and of one realm, since equality here also compares prototypes. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function listed(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

const words: Readonly<Record<number, string>> = {
  [Status.STATUS_CONDITION_TRUE]: 'True',
  [Status.STATUS_CONDITION_FALSE]: 'False',
};

function plainCondition({ type, status, reason, message }: RunFunctionResponse['conditions'][number]): Fields {
  return {
    type,
    status: words[status] ?? 'Unknown',
    reason,
    message: message ?? '',
    lastTransitionTime: '2026-01-01T12:00:00Z',
  };
}

/** The world after a person edited the spec. */
export function edited(world: World, fields: Fields): World {
  const { composite } = world;
  const metadata = { ...composite.metadata, generation: Number(recordAt(composite, 'metadata')['generation']) + 1 };
  return { ...world, composite: { ...composite, metadata, spec: { ...recordAt(composite, 'spec'), ...fields } } };
}

/** The world after controllers wrote something into observed objects, chosen by key. */
export function written(world: World, write: (key: string, object: Fields) => Fields): World {
  const entries = Object.entries(world.observed).map(([key, object]) => [key, write(key, object)] as const);
  return { ...world, observed: Object.fromEntries(entries) };
}

/** Reconciles until nothing changes any more; throws after `most` passes. */
export function settled(world: World, most = 10): World {
  let before = world;
  for (let pass = 0; pass < most; pass++) {
    const { world: after } = reconciled(before);
    if (isDeepStrictEqual(after, before)) return after;
    before = after;
  }
  throw new Error(`cannot settle within ${most} passes`);
}
