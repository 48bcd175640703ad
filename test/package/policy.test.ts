import { describe, expect, test } from '@jest/globals';
import { problemsOf, validated } from './refused.ts';

const policy = (data: unknown, name = 'crosstrain-policy') => ({
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name },
  data,
});

describe('a policy is refused', () => {
  const refused = [
    {
      because: 'a typing error would open or close nothing',
      data: { allow: { acelerators: ['L4'] } },
      problems: ['data.allow.acelerators: there is no such field; did you mean accelerators?'],
    },
    {
      because: 'accelerators have names',
      data: { allow: { accelerators: ['nvidia-l4'] } },
      problems: [
        'data.allow.accelerators[0]: cannot be "nvidia-l4" (An accelerator\'s name in the catalog, such as L4 or A100-80GB)',
      ],
    },
    {
      because: 'money as a number loses cents',
      data: { caps: { maxTotalUSD: 100 } },
      problems: ['data.caps.maxTotalUSD: must be text: put 100 in quotes'],
    },
    {
      because: 'a region belongs to a cloud',
      data: { prices: { region: 'us-east-1' } },
      problems: ['data.prices.cloud: is missing (The cloud whose list prices count)'],
    },
    {
      because: 'a store has a kind and a name',
      data: { secretStore: { name: 'vault' } },
      problems: ['data.secretStore.kind: is missing (SecretStore (one in each namespace) or ClusterSecretStore)'],
    },
    {
      because: 'a prefix without a scheme fits everything',
      data: { allow: { uriPrefixes: ['team-data/'] } },
      problems: [
        'data.allow.uriPrefixes[0]: cannot be "team-data/" (A prefix of URIs, such as s3://team-data/ or pvc://datasets)',
      ],
    },
    {
      because: 'labels of crosstrain are its own',
      data: { labels: { 'crosstrain.dev/run': 'x' } },
      problems: [
        "data.labels['crosstrain.dev/run']: a key cannot be crosstrain.dev/run (A label's key; those of crosstrain.dev and crossplane.io are taken)",
      ],
    },
    {
      because: 'an address range is no address',
      data: { egress: { cidrs: ['10.0.0.1'] } },
      problems: ['data.egress.cidrs[0]: cannot be "10.0.0.1" (An address range, such as 10.0.0.0/8)'],
    },
    {
      because: 'a proxy has no password in the object',
      data: { proxy: { https: 'http://me:secret@proxy.example.com:3128' } },
      problems: [
        'data.proxy.https: cannot be "http://me:secret@proxy.example.com:3128" (URL of a proxy, such as http://proxy.example.com:3128, without credentials)',
      ],
    },
    {
      because: 'without data it says nothing',
      data: undefined,
      problems: [
        'data: is missing (What the platform allows and prefers: the data of the EnvironmentConfig crosstrain-policy)',
      ],
    },
  ];

  test.each(refused)('because $because', ({ data, problems }) => {
    expect(problemsOf(validated(policy(data)))).toEqual(problems);
  });
});

describe('a policy is accepted', () => {
  const whole = {
    defaults: {
      cluster: { name: 'gpu', namespace: 'platform' },
      artifacts: { uri: 's3://team-artifacts/runs' },
      priorityClassName: 'training',
    },
    allow: {
      accelerators: ['L4', 'A100-80GB'],
      registries: ['registry.example.com/team/'],
      uriPrefixes: ['s3://team-data/', 'pvc://datasets', 'https://'],
    },
    caps: { maxWorkers: 16, maxHourlyUSD: '40', maxTotalUSD: '500.00', maxActiveDeadlineSeconds: 86400 },
    prices: { cloud: 'AWS', region: 'us-east-1', overrides: [{ accelerator: 'L4', usdPerHour: '0.3512' }] },
    secretStore: { kind: 'ClusterSecretStore', name: 'vault', keyPrefix: '{namespace}/training/' },
    images: { trainer: 'registry.example.com/mirror/trainer:v0.1.0' },
    egress: { cidrs: ['10.0.0.0/8', 'fd00::/8'], ports: [443] },
    proxy: { https: 'http://proxy.example.com:3128', noProxy: '.example.com' },
    labels: { 'example.com/cost-centre': '4711', team: 'vision' },
  };

  test.each([
    { because: 'empty, it is the closed default', data: {} },
    { because: 'whole, it says everything', data: whole },
  ])('because $because', ({ data }) => {
    expect(validated(policy(data))).toMatchObject({ outcome: 'Valid', problems: [] });
    expect(validated(policy(data, 'crosstrain-policy-team-vision'))).toMatchObject({ outcome: 'Valid', problems: [] });
  });

  test('and another EnvironmentConfig is none of our business', () => {
    expect(validated(policy({ anything: 1 }, 'other')).outcome).toBe('Skipped');
  });
});
