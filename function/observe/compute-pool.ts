import { numberAt, recordAt, stringAt, listAt, isRecord } from '../../api/json.ts';
import { poolKeys } from '../../api/resource-keys.ts';
import { cloudId } from './managed-resource.ts';
import type { ProviderConfigReference } from './training-cluster.ts';
import { providerConfigReference } from './training-network.ts';

/** What a pool's own objects say, over what they said before: a fact that is lost for a while stays. */
export interface PoolFacts {
  readonly providerConfigRef?: ProviderConfigReference;
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  readonly efaSecurityGroupId?: string;
}

/** The facts now. */
export function poolFacts(status: unknown, observed: ReadonlyMap<string, unknown>): PoolFacts {
  const before = recordAt(status, 'facts');
  const config = providerConfigReference(before['providerConfigRef']);
  const template = launchTemplate(observed.get(poolKeys.launchTemplate)) ?? recorded(before['launchTemplate']);
  const group = cloudId(observed.get(poolKeys.efaSecurityGroup)) ?? recordedGroup(before);
  return {
    ...(config && { providerConfigRef: config }),
    ...(template && { launchTemplate: template }),
    ...(group !== undefined && { efaSecurityGroupId: group }),
  };
}

/** AWS wants the number of the version; `$Latest` never comes to rest. */
function launchTemplate(object: unknown): PoolFacts['launchTemplate'] {
  const id = cloudId(object);
  const version = numberAt(object, 'status', 'atProvider', 'latestVersion');
  return id === undefined || version === undefined ? undefined : { id, version: String(version) };
}

function recorded(value: unknown): PoolFacts['launchTemplate'] {
  const id = stringAt(value, 'id');
  const version = stringAt(value, 'version');
  return id === undefined || version === undefined ? undefined : { id, version };
}

function recordedGroup(facts: unknown): string | undefined {
  const entry = listAt(facts, 'securityGroups').find((candidate) => stringAt(candidate, 'purpose') === 'EFA');
  return stringAt(entry, 'id');
}

/** Machines that have joined, by key of the pools that a run composes. */
export function nodesReady(observed: ReadonlyMap<string, unknown>): ReadonlyMap<string, number> {
  return new Map(
    [...observed].flatMap(([key, object]) => {
      if (stringAt(object, 'kind') !== 'ComputePool') return [];
      return [[key, numberAt(object, 'status', 'facts', 'nodesReady') ?? 0] as const];
    }),
  );
}

/** The machine of a pool that exists, as its status recorded it; nothing moves it to another. */
export interface RecordedMachine {
  readonly instanceType: string;
  readonly usdPerHour?: number;
  /** Date of the price list that it was chosen by. */
  readonly pricesDate?: string;
  readonly efaInterfaces: number;
  readonly zone?: string;
}

/** The machine in a pool's status; `undefined` where none was recorded. */
export function recordedMachine(status: unknown): RecordedMachine | undefined {
  const offer = recordAt(status, 'plan')['offer'];
  const instanceType = stringAt(offer, 'instanceType');
  if (!isRecord(offer) || instanceType === undefined) return undefined;
  const usdPerHour = Number(stringAt(offer, 'usdPerHour') ?? Number.NaN);
  const zone = stringAt(offer, 'zone');
  const pricesDate = stringAt(status, 'cost', 'pricesDate');
  return {
    instanceType,
    ...(Number.isFinite(usdPerHour) && { usdPerHour }),
    ...(pricesDate !== undefined && { pricesDate }),
    efaInterfaces: numberAt(offer, 'efaInterfaces') ?? 0,
    ...(zone !== undefined && { zone }),
  };
}
