import type { Parsed } from '../../api/field-error.ts';
import { isRecord, recordAt } from '../../api/json.ts';
import { completed } from '../spec/schema.ts';
import { awsPolicy, type AWSDocument } from './aws.ts';
import schema from './policy.schema.json' with { type: 'json' };
import { closedPolicy, defaultEgress, defaultImages, type Policy } from './policy.ts';

/** The data of a policy object as its schema describes it. */
interface Document {
  readonly defaults?: {
    readonly cluster?: { readonly name: string; readonly namespace: string };
    readonly artifacts?: { readonly uri: string };
    readonly priorityClassName?: string;
  };
  readonly allow?: Partial<Policy['allow']>;
  readonly caps?: {
    readonly maxWorkers?: number;
    readonly maxHourlyUSD?: string;
    readonly maxTotalUSD?: string;
    readonly maxActiveDeadlineSeconds?: number;
  };
  readonly prices?: {
    readonly cloud?: string;
    readonly region?: string;
    readonly overrides?: readonly { readonly accelerator: string; readonly usdPerHour: string }[];
  };
  readonly aws?: AWSDocument;
  readonly inClusterProviderConfigRef?: Policy['inClusterProviderConfigRef'];
  readonly secretStore?: {
    readonly kind: 'SecretStore' | 'ClusterSecretStore';
    readonly name: string;
    readonly keyPrefix?: string;
  };
  readonly images?: Partial<Policy['images']>;
  readonly egress?: Partial<Policy['egress']>;
  readonly proxy?: Policy['proxy'];
  readonly labels?: Policy['labels'];
}

const completedDocument = completed<Document>(schema);

/** A policy's data, unparsed; `undefined` where there is no policy object at all. */
export type PolicyData = Readonly<Record<string, unknown>> | undefined;

/** The data that holds in a namespace: `crosstrain-policy`'s, each part of which `crosstrain-policy-<namespace>` may replace. */
export function policyData(platform: unknown, namespace: unknown): PolicyData {
  const objects = [platform, namespace].filter(isRecord);
  if (objects.length === 0) return undefined;
  return Object.fromEntries(objects.flatMap((object) => Object.entries(recordAt(object, 'data'))));
}

/**
 * The policy that some data means. No object at all means the closed default. One that cannot be read is an error: to
 * guess would open what somebody meant to close.
 */
export function parsePolicy(data: PolicyData): Parsed<Policy> {
  if (!data) return { ok: true, value: closedPolicy };
  const parsed = completedDocument(data, 'data');
  return parsed.ok ? { ok: true, value: policy(parsed.value) } : parsed;
}

function policy({
  defaults = {},
  allow = {},
  caps = {},
  prices = {},
  aws,
  inClusterProviderConfigRef,
  secretStore,
  images = {},
  egress,
  proxy = {},
  labels = {},
}: Document): Policy {
  return {
    defaults: {
      ...(defaults.cluster && { cluster: defaults.cluster }),
      ...(defaults.artifacts && { artifactsURI: defaults.artifacts.uri }),
      ...(defaults.priorityClassName !== undefined && { priorityClassName: defaults.priorityClassName }),
    },
    allow: {
      accelerators: allow.accelerators ?? [],
      registries: allow.registries ?? [],
      uriPrefixes: allow.uriPrefixes ?? [],
    },
    caps: {
      ...(caps.maxWorkers !== undefined && { maxWorkers: caps.maxWorkers }),
      ...(caps.maxHourlyUSD !== undefined && { maxHourlyUSD: Number(caps.maxHourlyUSD) }),
      ...(caps.maxTotalUSD !== undefined && { maxTotalUSD: Number(caps.maxTotalUSD) }),
      ...(caps.maxActiveDeadlineSeconds !== undefined && { maxActiveDeadlineSeconds: caps.maxActiveDeadlineSeconds }),
    },
    prices: {
      ...(prices.cloud !== undefined && { cloud: prices.cloud }),
      ...(prices.region !== undefined && { region: prices.region }),
      overrides: Object.fromEntries(
        (prices.overrides ?? []).map(({ accelerator, usdPerHour }) => [accelerator, Number(usdPerHour)]),
      ),
    },
    ...(aws && { aws: awsPolicy(aws) }),
    ...(inClusterProviderConfigRef && { inClusterProviderConfigRef }),
    ...(secretStore && { secretStore: { ...secretStore, keyPrefix: secretStore.keyPrefix ?? '{namespace}/' } }),
    images: { ...defaultImages, ...images },
    egress: egress ? { cidrs: egress.cidrs ?? [], ports: egress.ports ?? [443] } : defaultEgress,
    proxy,
    labels,
  };
}
