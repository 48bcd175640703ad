import { describe, expect, test } from '@jest/globals';
import { policyRefusal } from '../../../function/plan/permission.ts';
import { policyOf, specOf } from '../../support/parsed.ts';

function refused(
  spec: Readonly<Record<string, unknown>>,
  policy: Readonly<Record<string, unknown>> | undefined,
  defaultArtifactsURI?: string,
): readonly string[] {
  const place = { namespace: 'team-vision', ...(defaultArtifactsURI !== undefined && { defaultArtifactsURI }) };
  const refusal = policyRefusal(specOf(spec), policyOf(policy), place);
  expect(refusal?.reason ?? 'OutsidePolicy').toBe('OutsidePolicy');
  return (refusal?.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
}

describe('an image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  test.each([
    {
      image: 'registry.example.com/team/train:v1',
      registries: ['registry.example.com/team'],
      because: 'it is below the prefix',
    },
    {
      image: 'registry.example.com/team/train:v1',
      registries: ['registry.example.com/team/'],
      because: 'a slash at the end changes nothing',
    },
    {
      image: 'registry.example.com/team/train:v1',
      registries: ['registry.example.com'],
      because: 'a registry allows all that is in it',
    },
    {
      image: 'registry.example.com:5000/train',
      registries: ['registry.example.com:5000'],
      because: 'a registry may have a port',
    },
    { image: 'localhost:5000/train', registries: ['localhost:5000'], because: 'localhost is a registry' },
    { image: 'registry:5000/train', registries: ['registry:5000'], because: 'a name with a port is a registry' },
    {
      image: `registry.example.com/team/train@${digest}`,
      registries: ['registry.example.com/team/train'],
      because: 'the digest of one image',
    },
    {
      image: 'registry.example.com/team/train:v2',
      registries: ['registry.example.com/team/train'],
      because: 'every tag of one image',
    },
    {
      image: `registry.example.com/team/train:v1@${digest}`,
      registries: ['registry.example.com/team/train:v1'],
      because: 'one tag, pinned',
    },
    { image: 'python:3.12', registries: ['docker.io/library'], because: 'engines take it from there' },
    { image: 'docker.io/python:3.12', registries: ['docker.io/library/python'], because: 'engines take it from there' },
    { image: 'python:3.12', registries: ['python'], because: 'both mean the same image' },
    { image: 'python:3.12', registries: ['python:3.12'], because: 'both mean the same tag' },
    {
      image: 'tensorflow/tensorflow:2.21.0',
      registries: ['docker.io/tensorflow'],
      because: 'engines take it from there',
    },
    {
      image: 'docker.io/tensorflow/tensorflow:2.21.0',
      registries: ['tensorflow/tensorflow'],
      because: 'both mean the same',
    },
    { image: 'ghcr.io/crosstrain/trainer:v0.1.0', registries: [], because: "it is crosstrain's own" },
  ])('$image is allowed by $registries: $because', ({ image, registries }) => {
    expect(refused({ trainer: { image } }, { allow: { registries } })).toEqual([]);
  });

  test.each([
    {
      image: 'registry.example.com/teammate/train',
      registries: ['registry.example.com/team'],
      because: 'a prefix ends with its segment',
    },
    {
      image: 'registry.example.com.evil.io/team/train',
      registries: ['registry.example.com'],
      because: 'so does a host',
    },
    {
      image: 'registry.example.com:5000/train',
      registries: ['registry.example.com'],
      because: 'another port is another registry',
    },
    {
      image: 'registry.example.com/train',
      registries: ['registry.example.com:5000'],
      because: 'no port is another registry',
    },
    {
      image: 'registry.example.com/team/train-2',
      registries: ['registry.example.com/team/train'],
      because: 'an image is no prefix of a name',
    },
    {
      image: 'registry.example.com/team/train:v10',
      registries: ['registry.example.com/team/train:v1'],
      because: 'a tag is no prefix',
    },
    {
      image: 'registry.example.com/team',
      registries: ['registry.example.com/team/'],
      because: 'the account itself is no image below it',
    },
    {
      image: 'evil/registry.example.com',
      registries: ['registry.example.com'],
      because: 'an account of docker.io may be called anything',
    },
    { image: 'ghcr.io', registries: ['ghcr.io'], because: 'without a slash it is an image of docker.io' },
    {
      image: 'docker.io/tensorflow',
      registries: ['docker.io/tensorflow'],
      because: 'engines take library/tensorflow for it',
    },
    { image: 'tensorflow-evil/tensorflow', registries: ['tensorflow'], because: 'another account' },
    { image: 'ghcr.io/crosstrain/trainer-evil:v0.1.0', registries: [], because: "crosstrain's own is one image" },
    { image: 'python:3.12', registries: [], because: 'no registry is allowed' },
  ])('$image is refused by $registries: $because', ({ image, registries }) => {
    const allowed = registries.length > 0 ? registries.join(', ') : 'none';
    expect(refused({ trainer: { image } }, { allow: { registries } })).toEqual([
      `spec.trainer.image: ${image} is from none of the registries that policy allows (${allowed})`,
    ]);
  });

  test('of a mirror is allowed where policy names it for its own trainer', () => {
    const images = { trainer: 'mirror.example.com/crosstrain/trainer:v1' };
    expect(refused({ trainer: { image: images.trainer } }, { images })).toEqual([]);
  });
});

describe('a URI', () => {
  const input = (uri: string) => ({ data: { inputs: [{ name: 'a', uri }] } });
  test.each([
    { uri: 's3://data/mnist', prefix: 's3://data', because: 'it is below' },
    { uri: 's3://data', prefix: 's3://data', because: 'it is the prefix' },
    { uri: 's3://data/', prefix: 's3://data/', because: 'it is the prefix' },
    { uri: 's3://data/a/b', prefix: 's3://data/a/', because: 'it is below a folder' },
    { uri: 'pvc://data/x', prefix: 'pvc://data', because: 'a claim is a URI' },
    { uri: 'https://a.example.com/x', prefix: 'https://', because: 'all of a scheme may be open' },
    {
      uri: 'https://data.example.com:8443/x',
      prefix: 'https://data.example.com:8443',
      because: 'the port is part of it',
    },
  ])('$uri is allowed by $prefix: $because', ({ uri, prefix }) => {
    expect(refused(input(uri), { allow: { uriPrefixes: [prefix] } })).toEqual([]);
  });

  test.each([
    { uri: 's3://database/x', prefix: 's3://data', because: 'a bucket is no prefix of a name' },
    { uri: 's3://data/ab', prefix: 's3://data/a', because: 'nor is a folder' },
    { uri: 's3://data', prefix: 's3://data/', because: 'the bucket is more than what is below it' },
    { uri: 'gs://data/x', prefix: 's3://data', because: 'another store' },
    {
      uri: 'https://data.example.com:8443/x',
      prefix: 'https://data.example.com',
      because: 'another port is another server',
    },
    { uri: 'https://data.example.com.evil.io/x', prefix: 'https://data.example.com', because: 'another host' },
  ])('$uri is refused by $prefix: $because', ({ uri, prefix }) => {
    expect(refused(input(uri), { allow: { uriPrefixes: [prefix] } })).toEqual([
      `spec.data.inputs[0].uri: ${uri} is below none of the prefixes that policy allows (${prefix})`,
    ]);
  });

  const image = { image: 'ghcr.io/crosstrain/trainer:v0.1.0' };
  test.each([
    {
      because: 'code is read',
      spec: { trainer: { ...image, source: { uri: 'pvc://code/a' } } },
      path: 'spec.trainer.source.uri',
      uri: 'pvc://code/a',
    },
    {
      because: 'code is fetched',
      spec: { trainer: { ...image, source: { git: { url: 'https://git.example.com/a', revision: 'main' } } } },
      path: 'spec.trainer.source.git.url',
      uri: 'https://git.example.com/a',
    },
    {
      because: 'a claim is the same claim however it is mounted',
      spec: { volumes: [{ name: 'a', mountPath: '/a', persistentVolumeClaim: { claimName: 'models' } }] },
      path: 'spec.volumes[0].persistentVolumeClaim.claimName',
      uri: 'pvc://models',
    },
    {
      because: 'artifacts are written',
      spec: { artifacts: { uri: 's3://m' } },
      path: 'spec.artifacts.uri',
      uri: 's3://m',
    },
  ])('is checked wherever it stands: $because', ({ spec, path, uri }) => {
    expect(refused(spec, {})).toEqual([`${path}: ${uri} is below none of the prefixes that policy allows (none)`]);
    expect(refused(spec, { allow: { uriPrefixes: [uri] } })).toEqual([]);
  });
});

describe('artifacts may go', () => {
  const fallback = 's3://artifacts/runs/';
  test.each([
    { uri: fallback, problems: 0, because: 'where they would go anyway' },
    { uri: 's3://artifacts/runs/team-vision/mnist', problems: 0, because: "below the namespace's own" },
    { uri: 's3://artifacts/runs/team-ads', problems: 1, because: "not below another namespace's" },
    { uri: 's3://artifacts', problems: 1, because: 'not above' },
  ])('$because ($uri)', ({ uri, problems }) => {
    expect(refused({ artifacts: { uri } }, {}, fallback)).toHaveLength(problems);
  });
});

describe('further limits', () => {
  test.each([
    {
      because: 'a secret comes from a store',
      spec: { secrets: [{ name: 'token', key: 'hub/token', mountPath: '/secrets' }] },
      policy: {},
      problems: ['spec.secrets: policy names no secretStore to read secrets from'],
    },
    {
      because: 'workers are counted',
      spec: { workers: 9 },
      policy: { caps: { maxWorkers: 8 } },
      problems: ['spec.workers: is 9, but policy allows at most 8'],
    },
    { because: 'at most means at most', spec: { workers: 8 }, policy: { caps: { maxWorkers: 8 } }, problems: [] },
    {
      because: 'a deadline may only be shorter',
      spec: { activeDeadlineSeconds: 3601 },
      policy: { caps: { maxActiveDeadlineSeconds: 3600 } },
      problems: ['spec.activeDeadlineSeconds: is 3601, but policy allows at most 3600'],
    },
    {
      because: 'everything that is wrong is said at once',
      spec: { workers: 9, trainer: { image: 'a/b' }, artifacts: { uri: 's3://m' } },
      policy: { caps: { maxWorkers: 8 } },
      problems: [
        'spec.trainer.image: a/b is from none of the registries that policy allows (none)',
        'spec.artifacts.uri: s3://m is below none of the prefixes that policy allows (none)',
        'spec.workers: is 9, but policy allows at most 8',
      ],
    },
    { because: 'a run on CPUs with a claim of its own needs no policy', spec: {}, policy: undefined, problems: [] },
  ])('because $because', ({ spec, policy, problems }) => {
    expect(refused(spec, policy)).toEqual(problems);
  });
});
