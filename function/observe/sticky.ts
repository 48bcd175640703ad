import { isRecord, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { ProviderConfigReference } from './training-cluster.ts';

/** What an earlier call decided, as status holds it. */
export interface RecordedDecision {
  readonly clusterType: 'InCluster' | 'Existing';
  readonly cluster?: { readonly name: string; readonly namespace: string };
  readonly providerConfigRef?: ProviderConfigReference;
  readonly image: string;
  readonly accelerator?: { readonly type: string; readonly count: number };
  /** Price of one worker, and whose list price it was. */
  readonly price?: {
    readonly usdPerHour: number;
    readonly cloud?: string;
    readonly region?: string;
    readonly instanceType?: string;
  };
  /** The run's own part of the artifacts URI. */
  readonly ownArtifactsURI?: string;
  /** Data of the policy that allowed it; absent where there was none. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Digest of the fields that decide what is trained. */
  readonly trainingDigest?: string;
  /** Version of the function that made the plan. */
  readonly functionVersion?: string;
}

/** The decision in a run's status; `undefined` where none was recorded yet. */
export function recordedDecision(status: unknown): RecordedDecision | undefined {
  const facts = recordAt(status, 'facts');
  const clusterType = stringAt(facts, 'clusterType');
  const image = stringAt(status, 'provenance', 'image');
  if ((clusterType !== 'InCluster' && clusterType !== 'Existing') || image === undefined) return undefined;
  const type = stringAt(status, 'plan', 'offer', 'accelerator');
  const ownArtifactsURI = stringAt(facts, 'artifactsURI');
  const policy = facts['policy'];
  const trainingDigest = stringAt(status, 'training', 'trainingDigest');
  const functionVersion = stringAt(status, 'provenance', 'functionVersion');
  return {
    clusterType,
    image,
    ...named(facts['cluster']),
    ...reference(facts['providerConfigRef']),
    ...(type !== undefined && { accelerator: { type, count: numberAt(status, 'plan', 'offer', 'count') ?? 1 } }),
    ...price(recordAt(status, 'plan', 'offer')),
    ...(ownArtifactsURI !== undefined && { ownArtifactsURI }),
    ...(isRecord(policy) && { policy }),
    ...(trainingDigest !== undefined && { trainingDigest }),
    ...(functionVersion !== undefined && { functionVersion }),
  };
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
