import type { Capacity } from './compute-pool.ts';
import type { CreatedClusterSpec } from './created-cluster.ts';

/** What a person asks for: a TrainingRun's spec, complete (defaults applied) and understood. */
export interface TrainingRunSpec {
  readonly trainer: Trainer;
  /** Accelerators per worker in order of preference; empty: CPU. */
  readonly accelerators: readonly Accelerator[];
  readonly workers: number;
  readonly strategy: Strategy;
  readonly evaluator: boolean;
  readonly resources: ResourceAmounts;
  readonly volumes: readonly Volume[];
  readonly priorityClassName?: string;
  readonly imagePullSecrets: readonly string[];
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly podTemplateOverrides: PodTemplateOverrides;
  /** Where to train; absent: on the policy's cluster, else on the one that Crossplane runs in. */
  readonly cluster?: RunCluster;
  /** Absent: machines of the run's own, on demand, where the cluster is one that crosstrain made. */
  readonly pool?: RunPool;
  readonly inputs: readonly Input[];
  readonly artifacts: Artifacts;
  readonly secrets: readonly Secret[];
  readonly failurePolicy: FailurePolicy;
  readonly suspend: boolean;
  readonly activeDeadlineSeconds?: number;
  readonly releasePolicy: 'OnCompletion' | 'OnSuccess' | 'Never';
  readonly budget: Budget;
  /** The fields that decide what is trained, as given, without those that equal their default. */
  readonly trainingFields: Readonly<Record<string, unknown>>;
}

/** What trains: a built-in recipe, a module of the user's, or an image of the user's. */
export type Trainer = TrainerCode & {
  readonly source?: Source;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly EnvironmentVariable[];
  readonly hyperparameters: Readonly<Record<string, unknown>>;
};
export type TrainerCode =
  | { readonly type: 'Recipe'; readonly recipe: string }
  | { readonly type: 'Module'; readonly module: string }
  | { readonly type: 'Image'; readonly image: string };

/** Where the user's own code comes from. */
export type Source =
  | { readonly type: 'ConfigMap'; readonly name: string }
  | { readonly type: 'Git'; readonly url: string; readonly revision: string }
  | { readonly type: 'Claim'; readonly claim: Claim };

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

export interface Accelerator {
  /** Name in the catalog, such as `L4`. */
  readonly type: string;
  readonly count: number;
}

export type Strategy =
  { readonly type: 'AllReduce' } | { readonly type: 'ParameterServer'; readonly parameterServers: number };

/** Kubernetes quantities; what is absent is filled in by the plan. */
export interface ResourceAmounts {
  readonly cpu?: string;
  readonly memory?: string;
  readonly sharedMemory?: string;
  readonly ephemeralStorage?: string;
}

export interface Volume {
  readonly name: string;
  readonly mountPath: string;
  readonly source:
    | { readonly type: 'Claim'; readonly claimName: string; readonly readOnly: boolean }
    | { readonly type: 'ConfigMap'; readonly name: string }
    | { readonly type: 'EmptyDir'; readonly sizeLimit?: string };
}

export interface PodTemplateOverrides {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Readonly<Record<string, unknown>>[];
  readonly affinity?: Readonly<Record<string, unknown>>;
}

/** A TrainingCluster that is there, or one that is made for the run alone. */
export type RunCluster =
  ({ readonly type: 'Ref' } & ClusterReference) | { readonly type: 'Create'; readonly cluster: CreatedClusterSpec };

/** A ComputePool that is there, or how the run's own machines are bought; the latter counts on made clusters alone. */
export type RunPool = ({ readonly type: 'Ref' } & ClusterReference) | OwnPool;

/** Machines of the run's own where it does not say. */
export const ownPool: OwnPool = { type: 'Own', capacity: { type: 'OnDemand' }, diskGiB: 200, excluded: [] };

/** How the run's own machines are bought. */
export interface OwnPool {
  readonly type: 'Own';
  readonly capacity: Capacity;
  /** Absent: the cheapest on which all workers find what they ask for. */
  readonly instanceType?: string;
  readonly zone?: string;
  /** Absent: by the machines. */
  readonly placement?: 'Cluster' | 'Spread' | 'Any';
  readonly diskGiB: number;
  /** Instance types that are not to be taken. */
  readonly excluded: readonly string[];
}

/** A TrainingCluster or a ComputePool by name. */
export interface ClusterReference {
  readonly name: string;
  readonly namespace: string;
}

/** A folder of a PersistentVolumeClaim: `pvc://claim/path`. */
export interface Claim {
  readonly name: string;
  /** Folder in the claim, without leading slash; empty: its root. */
  readonly path: string;
}

export interface Input {
  readonly name: string;
  readonly uri: string;
  readonly access: 'ReadOnly' | 'ReadWrite';
}

export interface Artifacts {
  readonly uri?: string;
  readonly retentionPolicy: 'Retain' | 'Delete';
  /** Size of the run's own claim, with `Delete`. */
  readonly storage: string;
  readonly checkpoint: { readonly intervalSeconds: number; readonly keep: number };
}

export interface Secret {
  readonly name: string;
  readonly key: string;
  readonly mountPath: string;
}

export interface FailurePolicy {
  readonly maxRestarts: number;
  /** Absent: unlimited. */
  readonly maxPreemptions?: number;
  readonly maxOutOfMemory: number;
}

/** Money in US dollars; absent: no limit of the run's own. */
export interface Budget {
  readonly maxHourlyUSD?: number;
  readonly totalUSD?: number;
}

const claimPattern = /^pvc:\/\/([a-z0-9]([-a-z0-9.]*[a-z0-9])?)(?:\/(.*))?$/;

/** The claim that a `pvc://claim/path` URI names; `undefined` for other URIs. */
export function claim(uri: string): Claim | undefined {
  const match = claimPattern.exec(uri);
  const name = match?.[1];
  return name === undefined ? undefined : { name, path: (match?.[3] ?? '').replace(/^\/+|\/+$/g, '') };
}
