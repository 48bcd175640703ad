import { isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { CapacityType } from '../spec/compute-pool.ts';
import type { Accelerator, ClusterReference } from '../spec/training-run.ts';

/** What a run needs to know of a ComputePool that it uses: its spec's promises and its status' facts. */
export interface SharedPool {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: ClusterReference;
  /** Namespaces whose runs may use it, its own included. */
  readonly namespaces: readonly string[];
  /** Of each machine; absent: none. */
  readonly accelerator?: Accelerator;
  readonly capacityType: CapacityType;
  readonly nodes: number;
  readonly nodesReady: number;
  readonly instanceType: string;
  readonly usdPerHour?: number;
  readonly efaInterfaces: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

/** A ComputePool as delivered: its facts; that it is none; or that it has not said yet what it consists of. */
export type DeliveredPool = SharedPool | 'Missing' | 'NotPlanned';

/** Reads a ComputePool. */
export function sharedPool(object: unknown): DeliveredPool {
  const name = stringAt(object, 'metadata', 'name');
  const namespace = stringAt(object, 'metadata', 'namespace');
  if (stringAt(object, 'kind') !== 'ComputePool' || name === undefined || namespace === undefined) return 'Missing';
  const spec = recordAt(object, 'spec');
  const facts = recordAt(object, 'status', 'facts');
  const offer = recordAt(object, 'status', 'plan', 'offer');
  const instanceType = stringAt(offer, 'instanceType');
  const type = stringAt(spec, 'accelerator', 'type');
  if (instanceType === undefined || !isRecord(facts['nodeSelector'])) return 'NotPlanned';
  const usdPerHour = Number(stringAt(offer, 'usdPerHour') ?? Number.NaN);
  return {
    name,
    namespace,
    cluster: {
      name: stringAt(spec, 'clusterRef', 'name') ?? '',
      namespace: stringAt(spec, 'clusterRef', 'namespace') ?? namespace,
    },
    namespaces: [namespace, ...listAt(spec, 'allowedNamespaces').filter((entry) => typeof entry === 'string')],
    ...(type !== undefined && { accelerator: { type, count: numberAt(spec, 'accelerator', 'count') ?? 1 } }),
    capacityType: capacityType(stringAt(spec, 'capacityType')),
    nodes: numberAt(spec, 'nodes') ?? 0,
    nodesReady: numberAt(facts, 'nodesReady') ?? 0,
    instanceType,
    ...(Number.isFinite(usdPerHour) && { usdPerHour }),
    efaInterfaces: numberAt(offer, 'efaInterfaces') ?? 0,
    nodeSelector: strings(facts['nodeSelector']),
    taints: listAt(facts, 'taints').flatMap((taint) => {
      const [key, value, effect] = ['key', 'value', 'effect'].map((field) => stringAt(taint, field));
      return key === undefined || effect === undefined ? [] : [{ key, value: value ?? '', effect }];
    }),
  };
}

/** How machines are bought, from a word that may be anything. */
export function capacityType(word: string | undefined): CapacityType {
  return word === 'Spot' || word === 'Reserved' ? word : 'OnDemand';
}

function strings(record: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
