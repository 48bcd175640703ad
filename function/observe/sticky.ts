import { isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { ProviderConfigReference } from './training-cluster.ts';

/** What an earlier call decided, as status holds it. */
export interface RecordedDecision {
  readonly clusterType: 'InCluster' | 'Existing' | 'Created';
  readonly cluster?: { readonly name: string; readonly namespace: string };
  readonly providerConfigRef?: ProviderConfigReference;
  readonly image: string;
  readonly accelerator?: { readonly type: string; readonly count: number };
  /** How the machines were bought, where they are a pool's. */
  readonly capacityType?: string;
  /** Price of one worker, and whose list price it was. */
  readonly price?: {
    readonly usdPerHour: number;
    readonly cloud?: string;
    readonly region?: string;
    readonly instanceType?: string;
  };
  /** The run's own machines; empty: it uses others' or nobody's. */
  readonly machines: readonly RecordedMachines[];
  /** What the run's own cluster costs by the hour. */
  readonly clusterParts?: readonly { readonly what: string; readonly usdPerHour: number }[];
  /** The run's own part of the artifacts URI. */
  readonly ownArtifactsURI?: string;
  /** Data of the policy that allowed it; absent where there was none. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Digest of the fields that decide what is trained. */
  readonly trainingDigest?: string;
  /** Version of the function that made the plan. */
  readonly functionVersion?: string;
}

/** Machines of a run's own, as its status recorded them; nothing moves it to others. */
export interface RecordedMachines {
  readonly purpose: 'Workers' | 'Support';
  readonly instanceType: string;
  /** Of each task; absent: none. */
  readonly accelerator?: { readonly type: string; readonly count: number };
  /** Of each machine. */
  readonly accelerators: number;
  readonly tasksEach: number;
  readonly efaInterfaces: number;
  readonly usdPerHour?: number;
  readonly diskUSDPerHour?: number;
}

/** The decision in a run's status; `undefined` where none was recorded yet. */
export function recordedDecision(status: unknown): RecordedDecision | undefined {
  const facts = recordAt(status, 'facts');
  const clusterType = stringAt(facts, 'clusterType');
  const image = stringAt(status, 'provenance', 'image');
  if (!isClusterType(clusterType) || image === undefined) return undefined;
  const type = stringAt(status, 'plan', 'offer', 'accelerator');
  const ownArtifactsURI = stringAt(facts, 'artifactsURI');
  const policy = facts['policy'];
  const capacityType = stringAt(status, 'plan', 'offer', 'capacityType');
  const clusterParts = listAt(status, 'cost', 'parts').flatMap(clusterPart);
  const trainingDigest = stringAt(status, 'training', 'trainingDigest');
  const functionVersion = stringAt(status, 'provenance', 'functionVersion');
  return {
    clusterType,
    image,
    ...named(facts['cluster']),
    ...reference(facts['providerConfigRef']),
    ...(type !== undefined && { accelerator: { type, count: numberAt(status, 'plan', 'offer', 'count') ?? 1 } }),
    ...(capacityType !== undefined && { capacityType }),
    ...price(recordAt(status, 'plan', 'offer')),
    machines: listAt(status, 'plan', 'machines').flatMap((entry) => machines(entry, type, status)),
    ...(clusterParts.length > 0 && { clusterParts }),
    ...(ownArtifactsURI !== undefined && { ownArtifactsURI }),
    ...(isRecord(policy) && { policy }),
    ...(trainingDigest !== undefined && { trainingDigest }),
    ...(functionVersion !== undefined && { functionVersion }),
  };
}

function isClusterType(type: string | undefined): type is RecordedDecision['clusterType'] {
  return type === 'InCluster' || type === 'Existing' || type === 'Created';
}

function machines(entry: unknown, type: string | undefined, status: unknown): readonly RecordedMachines[] {
  const purpose = stringAt(entry, 'purpose');
  const instanceType = stringAt(entry, 'instanceType');
  if ((purpose !== 'Workers' && purpose !== 'Support') || instanceType === undefined) return [];
  const usdPerHour = Number(stringAt(entry, 'usdPerHour') ?? Number.NaN);
  const diskUSDPerHour = Number(stringAt(entry, 'diskUSDPerHour') ?? Number.NaN);
  return [
    {
      purpose,
      instanceType,
      ...(type !== undefined &&
        purpose === 'Workers' && {
          accelerator: { type, count: numberAt(status, 'plan', 'offer', 'count') ?? 1 },
        }),
      accelerators: numberAt(entry, 'accelerators') ?? 0,
      tasksEach: numberAt(entry, 'tasksEach') ?? 1,
      efaInterfaces: numberAt(entry, 'efaInterfaces') ?? 0,
      ...(Number.isFinite(usdPerHour) && { usdPerHour }),
      ...(Number.isFinite(diskUSDPerHour) && { diskUSDPerHour }),
    },
  ];
}

/** A part of the cost that is the cluster's. */
function clusterPart(entry: unknown): NonNullable<RecordedDecision['clusterParts']> {
  const what = stringAt(entry, 'what');
  const usdPerHour = Number(stringAt(entry, 'usdPerHour') ?? Number.NaN);
  return stringAt(entry, 'of') === 'Cluster' && what !== undefined && Number.isFinite(usdPerHour)
    ? [{ what, usdPerHour }]
    : [];
}

function price(offer: unknown): Pick<RecordedDecision, 'price'> {
  const usdPerHour = Number(stringAt(offer, 'usdPerHour') ?? Number.NaN);
  if (!Number.isFinite(usdPerHour)) return {};
  const cloud = stringAt(offer, 'cloud');
  const region = stringAt(offer, 'region');
  const instanceType = stringAt(offer, 'instanceType');
  return {
    price: {
      usdPerHour,
      ...(cloud !== undefined && { cloud }),
      ...(region !== undefined && { region }),
      ...(instanceType !== undefined && { instanceType }),
    },
  };
}

function named(value: unknown): Pick<RecordedDecision, 'cluster'> {
  const name = stringAt(value, 'name');
  const namespace = stringAt(value, 'namespace');
  return isRecord(value) && name !== undefined && namespace !== undefined ? { cluster: { name, namespace } } : {};
}

function reference(value: unknown): Pick<RecordedDecision, 'providerConfigRef'> {
  const name = stringAt(value, 'name');
  const kind = stringAt(value, 'kind');
  if (name === undefined || (kind !== 'ProviderConfig' && kind !== 'ClusterProviderConfig')) return {};
  return { providerConfigRef: { kind, name } };
}
