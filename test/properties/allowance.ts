import { listAt, recordAt, stringAt } from '../../api/json.ts';
import type { Situation } from './any/run.ts';

/** What a situation's policy gives a run, worked out here once more and in another way than the function does. */
export interface Allowance {
  readonly name: string;
  readonly namespace: string;
  readonly images: readonly string[];
  readonly accelerators: readonly string[];
  /** By which its objects may reach other clusters, as JSON. */
  readonly providerConfigs: readonly string[];
  readonly egress: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
  readonly secretStore?: { readonly kind: string; readonly name: string; readonly prefix: string };
  readonly mayUse: (uri: string) => boolean;
  readonly maxWorkers: number;
  readonly maxSeconds: number;
}

/** Which registry of the policies' vocabulary each image of the specs' is from; the others are from none. */
const registries: Readonly<Record<string, string>> = {
  'registry.example.com/team/train:v1': 'registry.example.com',
  [`registry.example.com/team/train@sha256:${'0123456789abcdef'.repeat(4)}`]: 'registry.example.com',
  'tensorflow/tensorflow:2.21.0-gpu': 'docker.io/tensorflow',
  'docker.io/tensorflow/tensorflow': 'docker.io/tensorflow',
};
const release = { trainer: 'ghcr.io/crosstrain/trainer:v0.1.0', git: 'docker.io/alpine/git:v2.49.1' };

/** The allowance of a run. */
export function allowance({ name, namespace, policy }: Situation): Allowance {
  const data = recordAt(policy);
  const strings = (...path: readonly string[]) => listAt(data, ...path).map(String);
  const allowed = strings('allow', 'registries');
  const images = recordAt(data, 'images');
  const egress = recordAt(data, 'egress');
  const store = recordAt(data, 'secretStore');
  const artifacts = stringAt(data, 'defaults', 'artifacts', 'uri');
  const prefixes = strings('allow', 'uriPrefixes');
  // Where platform and cluster say that artifacts go, a run has its own part.
  const own = [artifacts, 's3://shared-artifacts'].flatMap((uri) => (uri === undefined ? [] : [`${uri}/${namespace}`]));
  const isOpen = policy !== undefined && data['egress'] === undefined;
  return {
    name,
    namespace,
    images: [
      ...Object.keys(registries).filter((image) => allowed.includes(registries[image] ?? '')),
      ...[release.trainer, release.git, images['trainer'], images['git']].map(String),
    ],
    accelerators: strings('allow', 'accelerators'),
    providerConfigs: [
      JSON.stringify({ kind: 'ProviderConfig', name: 'own' }),
      JSON.stringify({ kind: 'ClusterProviderConfig', name: 'shared' }),
    ],
    egress: isOpen
      ? { cidrs: ['0.0.0.0/0'], ports: [443, 6443] }
      : {
          cidrs: listAt(egress, 'cidrs').map(String),
          ports: egress['ports'] === undefined ? [443] : listAt(egress, 'ports').map(Number),
        },
    ...(data['secretStore'] !== undefined && {
      secretStore: {
        kind: String(store['kind']),
        name: String(store['name']),
        prefix: String(store['keyPrefix'] ?? '{namespace}/').replace('{namespace}', namespace),
      },
    }),
    mayUse: (uri) =>
      [...prefixes, ...own].some((prefix) => uri === prefix || uri.startsWith(`${prefix.replace(/\/$/, '')}/`)),
    maxWorkers: Number(recordAt(data, 'caps')['maxWorkers'] ?? 256),
    maxSeconds: Number(recordAt(data, 'caps')['maxActiveDeadlineSeconds'] ?? Number.POSITIVE_INFINITY),
  };
}
