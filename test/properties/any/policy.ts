import fc from 'fast-check';
import { anyLabels, mostly, some, someOf, type Fields } from './word.ts';

const accelerators = ['L4', 'T4', 'A100-80GB', 'H100', 'Own-1'];
const registries = ['registry.example.com', 'docker.io/tensorflow'];
const uriPrefixes = [
  'pvc://team-data',
  's3://team',
  'gs://team/',
  'https://data.example.com',
  'https://git.example.com',
];

/** Prices of what the catalog does not have, so that budgets can be kept. */
const overrides = [
  { accelerator: 'CPU', usdPerHour: '0.10' },
  { accelerator: 'Own-1', usdPerHour: '1.25' },
];

/** The data of a policy: mostly wide open, with any part closed, missing, or different. */
export const anyPolicyData: fc.Arbitrary<Fields> = fc
  .tuple(
    fc.record({
      allow: fc.record({
        accelerators: mostly(fc.constant(accelerators), someOf(...accelerators), 40),
        registries: mostly(fc.constant(registries), someOf(...registries), 40),
        uriPrefixes: mostly(fc.constant(uriPrefixes), someOf(...uriPrefixes), 40),
      }),
      prices: fc.record({ overrides: mostly(fc.constant(overrides), fc.constantFrom([], overrides.slice(0, 1))) }),
      defaults: mostly(
        fc.constantFrom<Fields[]>(
          { artifacts: { uri: 's3://platform-artifacts' } },
          { artifacts: { uri: 'pvc://artifacts/runs' }, priorityClassName: 'batch' },
        ),
        fc.constant({}),
      ),
      secretStore: mostly(
        fc.constantFrom<Fields[]>(
          { kind: 'ClusterSecretStore', name: 'vault' },
          { kind: 'SecretStore', name: 'own', keyPrefix: 'teams/{namespace}/' },
        ),
        fc.constant(undefined),
      ),
    }),
    some({
      caps: some({
        maxWorkers: mostly(fc.constantFrom(8, 64), fc.constant(2), 6),
        maxHourlyUSD: mostly(fc.constantFrom('500', '2000.50'), fc.constant('2.00')),
        maxTotalUSD: mostly(fc.constantFrom('500', '5000'), fc.constant('1.00')),
        maxActiveDeadlineSeconds: mostly(fc.constantFrom(259_200, 604_800), fc.constant(3600)),
      }),
      images: some({
        trainer: fc.constantFrom('mirror.example.com/crosstrain/trainer:v9', 'registry.example.com/trainer'),
        git: fc.constant('mirror.example.com/git:v1'),
      }),
      egress: some({
        cidrs: fc.constantFrom([], ['10.0.0.0/8'], ['203.0.113.0/24', '2001:db8::/32']),
        ports: fc.constantFrom([], [443], [443, 6443, 8080]),
      }),
      proxy: some({ https: fc.constant('http://proxy.example.com:3128'), noProxy: fc.constantFrom('10.0.0.0/8', '') }),
      labels: anyLabels,
    }),
  )
  .map(([always, sometimes]) => JSON.parse(JSON.stringify({ ...always, ...sometimes })) as Fields);

/** The policy object of a platform, or of one namespace. */
export function policyObject(data: Fields, namespace?: string): Fields {
  const name = namespace === undefined ? 'crosstrain-policy' : `crosstrain-policy-${namespace}`;
  return { apiVersion: 'apiextensions.crossplane.io/v1beta1', kind: 'EnvironmentConfig', metadata: { name }, data };
}
