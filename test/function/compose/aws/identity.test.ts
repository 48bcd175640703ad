import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readSources } from '../../../../cli/sources/files.ts';
import { at, listAt, recordAt, stringAt } from '../../../../api/json.ts';
import { expectGolden } from '../../../support/golden.ts';
import { composedFor, composite, played } from '../../../support/simulation.ts';
import { schemaErrors } from '../../../support/schema.ts';
import { clusterPolicy } from './stories.ts';

const boundary = 'arn:aws:iam::111122223333:policy/boundary';
const story = [
  clusterPolicy(
    { zones: ['us-east-1a', 'us-east-1b'], permissionsBoundary: boundary, tags: { 'cost-center': 'vision' } },
    { allow: { accelerators: ['L4'], uriPrefixes: ['s3://example-data'] } },
  ),
  {
    apiVersion: 'crosstrain.dev/v1alpha1',
    kind: 'TrainingRun',
    metadata: { name: 'digits', namespace: 'team-vision' },
    spec: {
      trainer: { recipe: 'digits-cnn' },
      accelerator: { type: 'L4', count: 1 },
      workers: 2,
      cluster: { create: { cloud: 'AWS', region: 'us-east-1' } },
      data: { inputs: [{ name: 'images', uri: 's3://example-data/images' }] },
      secrets: [{ name: 'token', key: 'hub/token', mountPath: '/secrets/hub' }],
    },
  },
];

/** The run while it trains: after its end it holds nothing. */
async function training() {
  const { providersInTraining } = await import('../../../../simulator/providers/index.ts');
  const result = await played(story, { providers: providersInTraining });
  return { composed: composedFor(result, 'TrainingRun', 'digits'), run: composite(result, 'TrainingRun', 'digits') };
}
const settled = training();

test('every object is what its real definition allows', async () => {
  const { composed, run } = await settled;
  expect(stringAt(run, 'status', 'phase')).toBe('Running');
  expect([...composed.values(), run].flatMap((object) => schemaErrors(object))).toEqual([]);
});

test('one role, within the boundary and tagged for whoever pays; its policy; the ServiceAccount that takes it on', async () => {
  const { composed } = await settled;
  const role = recordAt(composed.get('cloud-role'), 'spec', 'forProvider');
  expect([role['permissionsBoundary'], role['tags']]).toEqual([
    boundary,
    {
      Name: 'team-vision/digits/cloud-role',
      'cost-center': 'vision',
      'crosstrain.dev/namespace': 'team-vision',
      'crosstrain.dev/trainingrun': 'digits',
    },
  ]);
  const policy = recordAt(composed.get('cloud-role-policy'), 'spec', 'forProvider');
  expect(policy['roleRef']).toEqual({ name: 'digits-cloud-role' });
  const { tags: _, ...association } = recordAt(composed.get('pod-identity-worker'), 'spec', 'forProvider');
  expect(association).toEqual({
    region: 'us-east-1',
    clusterName: expect.stringMatching(/^team-vision-digits-cluster-[0-9a-f]{8}$/),
    namespace: 'team-vision',
    serviceAccount: 'digits-worker',
    roleArnRef: { name: 'digits-cloud-role' },
  });
});

test('a secret is a file that the pod reads with its own role, and is in no Secret', async () => {
  const { composed } = await settled;
  const provided = at(composed.get('secret-token'), 'spec', 'forProvider', 'manifest');
  expect([stringAt(provided, 'kind'), recordAt(provided, 'spec')]).toEqual([
    'SecretProviderClass',
    {
      provider: 'aws',
      parameters: {
        region: 'us-east-1',
        usePodIdentity: 'true',
        objects: '[{"objectName":"team-vision/hub/token","objectType":"secretsmanager","objectAlias":"token"}]',
      },
    },
  ]);
  const [key] = [...composed.keys()].filter((one) => one.startsWith('worker-job-'));
  const pod = recordAt(composed.get(key ?? ''), 'spec', 'forProvider', 'manifest', 'spec', 'template', 'spec');
  expect(listAt(pod, 'volumes').find((volume) => stringAt(volume, 'name') === 'secret-token')).toEqual({
    name: 'secret-token',
    csi: {
      driver: 'secrets-store.csi.k8s.io',
      readOnly: true,
      volumeAttributes: { secretProviderClass: stringAt(provided, 'metadata', 'name') },
    },
  });
});

describe('what the pods of an example may do in AWS, and why', () => {
  const folder = fileURLToPath(new URL('../../../../examples', import.meta.url));
  const sources = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, objects: readSources(`${folder}/${name}`).objects }))
    .filter(({ objects }) => objects.some((object) => Object.keys(recordAt(object, 'data', 'aws')).length > 0))
    .filter(({ objects }) => objects.some(({ kind }) => kind === 'TrainingRun'));

  test.each(sources)('$name', async ({ name, objects }) => {
    const result = await played(objects);
    const tables = result.cluster.objects().flatMap((run) => {
      const statements = listAt(run, 'status', 'plan', 'access');
      if (run.kind !== 'TrainingRun' || statements.length === 0) return [];
      const reasons = statements.map((one) => [stringAt(one, 'statement') ?? '', stringAt(one, 'reason')]);
      return [{ run: `${run.metadata.namespace}/${run.metadata.name}`, access: Object.fromEntries(reasons) }];
    });
    expect(tables.length).toBeGreaterThan(0);
    expectGolden(`test/function/compose/aws/access/${name}.yaml`, tables);
  });
});
