import type { ProviderConfigReference } from '../observe/training-cluster.ts';
import type { AWSPolicy } from './aws.ts';

/** What the platform allows and prefers, complete: the EnvironmentConfig `crosstrain-policy`, or the closed default. */
export interface Policy {
  readonly defaults: {
    readonly cluster?: { readonly name: string; readonly namespace: string };
    readonly artifactsURI?: string;
    readonly priorityClassName?: string;
  };
  readonly allow: {
    /** Accelerator types that a run may ask for. */
    readonly accelerators: readonly string[];
    /** Registry or repository prefixes that images may come from, beside crosstrain's own images. */
    readonly registries: readonly string[];
    /** Prefixes that input and artifact URIs must begin with. */
    readonly uriPrefixes: readonly string[];
  };
  /** Upper limits; absent: no limit of the platform's. */
  readonly caps: {
    readonly maxWorkers?: number;
    readonly maxHourlyUSD?: number;
    readonly maxTotalUSD?: number;
    readonly maxActiveDeadlineSeconds?: number;
  };
  readonly prices: {
    readonly cloud?: string;
    readonly region?: string;
    /** US dollars per accelerator and hour; `CPU` prices a worker without accelerators. */
    readonly overrides: Readonly<Record<string, number>>;
  };
  /** Absent: nothing may be made in AWS. */
  readonly aws?: AWSPolicy;
  /** Leads to the cluster that Crossplane runs in; absent: clusters that are made are not shared. */
  readonly inClusterProviderConfigRef?: ProviderConfigReference;
  readonly secretStore?: {
    readonly kind: 'SecretStore' | 'ClusterSecretStore';
    readonly name: string;
    readonly keyPrefix: string;
  };
  readonly images: { readonly trainer: string; readonly git: string };
  /** What training pods may reach beside their peers and DNS. */
  readonly egress: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
  readonly proxy: { readonly http?: string; readonly https?: string; readonly noProxy?: string };
  /** Labels on every composed object. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Images that crosstrain itself brings, unless policy names a mirror's. */
export const defaultImages = {
  trainer: 'ghcr.io/crosstrain/trainer:v0.1.0',
  git: 'docker.io/alpine/git:v2.49.1',
} as const;

/** Where no policy object exists: nothing may be bought, read or written beyond the run itself. */
export const closedPolicy: Policy = {
  defaults: {},
  allow: { accelerators: [], registries: [], uriPrefixes: [] },
  caps: {},
  prices: { overrides: {} },
  images: defaultImages,
  egress: { cidrs: [], ports: [] },
  proxy: {},
  labels: {},
};

/** Where a policy object does not say: the Kubernetes API and object stores over TLS. */
export const defaultEgress: Policy['egress'] = { cidrs: ['0.0.0.0/0'], ports: [443, 6443] };
