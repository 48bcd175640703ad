import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTooLong, runAccess, type RunAccess } from '../../../../function/plan/aws/run-access.ts';
import type { ClusterFacts } from '../../../../function/observe/training-cluster.ts';
import { policyRefusal } from '../../../../function/plan/permission.ts';
import { policyOf, specOf } from '../../../support/parsed.ts';
import { mayDo } from './iam.ts';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234';
const cluster: ClusterFacts = {
  name: 'gpu',
  namespace: 'platform',
  type: 'Created',
  allowedNamespaces: ['team-vision'],
  accelerators: [],
  location: { cloud: 'AWS', region: 'us-east-1' },
  namespacesReady: ['team-vision'],
  isReady: true,
  aws: { region: 'us-east-1', clusterName: 'platform-gpu-1', keyArn, bucket: 'platform-gpu', privateSubnets: [] },
};
const aws = { accountId: '111122223333', regions: ['us-east-1'] };
const artifactsURI = 's3://platform-gpu/team-vision/digits';

interface Asked {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly where?: Partial<ClusterFacts>;
  readonly artifacts?: string | undefined;
}

function access({ spec = {}, policy = { aws }, where = {}, artifacts = artifactsURI }: Asked = {}):
  RunAccess | undefined {
  return runAccess({
    run: { name: 'digits', namespace: 'team-vision' },
    spec: specOf(spec),
    policy: policyOf(policy),
    target: { type: 'Remote', cluster: { ...cluster, ...where } },
    ...(artifacts !== '' && { artifactsURI: artifacts }),
    serviceAccounts: new Map([
      ['worker', 'digits-worker'],
      ['chief', 'digits-chief'],
    ]),
  });
}

const inputs = [
  { name: 'images', uri: 's3://example-data/images/' },
  { name: 'labels', uri: 's3://example-data/labels.csv', access: 'ReadWrite' },
  { name: 'local', uri: 'pvc://data/x' },
];

test('every right that a run has: on what, and why', () => {
  const secrets = [{ name: 'token', key: 'hub/token', mountPath: '/secrets/hub' }];
  expect(access({ spec: { data: { inputs }, secrets } })?.statements).toEqual([
    {
      id: 'List8e5d3d90',
      reason: 'finds input images, input labels',
      actions: ['s3:ListBucket'],
      resources: ['arn:aws:s3:::example-data'],
      condition: { StringLike: { 's3:prefix': ['images/*', 'labels.csv/*'] } },
    },
    {
      id: 'List90c8140a',
      reason: 'finds its artifacts',
      actions: ['s3:ListBucket'],
      resources: ['arn:aws:s3:::platform-gpu'],
      condition: { StringLike: { 's3:prefix': ['team-vision/digits/*'] } },
    },
    {
      id: 'ReadInputs',
      reason: 'reads input images',
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::example-data/images', 'arn:aws:s3:::example-data/images/*'],
    },
    {
      id: 'ChangeInputs',
      reason: 'reads and writes input labels',
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
      ],
      resources: ['arn:aws:s3:::example-data/labels.csv', 'arn:aws:s3:::example-data/labels.csv/*'],
    },
    {
      id: 'WriteArtifacts',
      reason: 'writes checkpoints and the model, and resumes from them',
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
      ],
      resources: ['arn:aws:s3:::platform-gpu/team-vision/digits/*'],
    },
    {
      id: 'UseKeyThroughS3',
      reason: "what is in the cluster's bucket is encrypted with the cluster's key",
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [keyArn],
      condition: {
        StringEquals: {
          'kms:ViaService': 's3.us-east-1.amazonaws.com',
          'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::platform-gpu',
        },
      },
    },
    {
      id: 'ReadSecrets',
      reason: 'reads secret token, as files',
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      resources: ['arn:aws:secretsmanager:us-east-1:111122223333:secret:team-vision/hub/token-??????'],
    },
  ]);
});

test('its role is taken on by its own ServiceAccounts, in its namespace, on its cluster, in its account', () => {
  expect(JSON.parse(access()?.trust ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '111122223333',
            'aws:RequestTag/eks-cluster-name': 'platform-gpu-1',
            'aws:RequestTag/kubernetes-namespace': 'team-vision',
            'aws:RequestTag/kubernetes-service-account': ['digits-chief', 'digits-worker'],
          },
        },
      },
    ],
  });
});

describe('a run is nobody in AWS', () => {
  test.each<Asked & { because: string }>([
    { because: 'it needs nothing there', artifacts: '' },
    { because: 'its cluster is somebody else’s, who gives it an identity', where: { type: 'Existing' } },
    { because: 'policy lets nothing be made there', policy: {} },
  ])('where $because', (asked) => expect(access(asked)).toBeUndefined());
});

test('what IAM would not take is refused before anything is made', () => {
  const many = (length: number) =>
    access({
      spec: {
        data: {
          inputs: Array.from({ length }, (_, index) => ({
            name: `i${index}`,
            uri: `s3://example-data/${'x'.repeat(400)}${index}`,
          })),
        },
      },
    });
  expect([1, 16].map((length) => isTooLong(many(length) ?? unreachable()))).toEqual([false, true]);
});

test('a bucket of another owner brings its own key: the cluster’s is used for the cluster’s bucket alone', () => {
  const ids = access({ artifacts: 's3://elsewhere/a' })?.statements.map(({ id }) => id);
  expect(ids).not.toContain('UseKeyThroughS3');
});

const word = (...letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
/** Whatever URIs and names of secrets may hold. */
const part = word('a', 'b', '..', '.', '%2F', '+', '~', '=', '-');
/** What somebody else's things may be called, with all that means more to IAM than to people. */
const foreign = word('a', 'b', '*', '?', '$', '${aws:username}', '..', '/', ' ', '"', 'ü');
const prefix = fc.constantFrom(
  's3://data',
  's3://data/',
  's3://data/a',
  's3://dat/a/b',
  's3://platform-gpu/team-vision',
);
const uri = fc
  .tuple(
    fc.constantFrom('data', 'data/a', 'dat/a/b', 'data-of-others', 'platform-gpu/team-vision'),
    fc.array(part, { maxLength: 2 }),
  )
  .map(([place, parts]) => `s3://${[place, ...parts].join('/')}`);
const anyRun = fc.record({
  uris: fc.uniqueArray(uri, { maxLength: 3 }),
  secretKeys: fc.uniqueArray(word('a', 'b', '..', '/', '_'), { maxLength: 2 }),
  prefixes: fc.uniqueArray(prefix, { minLength: 1, maxLength: 2 }),
});

test('no run reaches a bucket prefix, key or secret outside its policy', () => {
  let reached = 0;
  fc.assert(
    fc.property(anyRun, foreign, part, ({ uris, secretKeys, prefixes }, other, name) => {
      const spec = parsed({
        data: { inputs: uris.map((one, index) => ({ name: `i${index}`, uri: one })) },
        secrets: secretKeys.map((key, index) => ({ name: `s${index}`, key, mountPath: `/secrets/${index}` })),
      });
      if (spec === undefined) return;
      const policy = policyOf({ aws, allow: { uriPrefixes: prefixes } });
      const place = { namespace: 'team-vision', defaultArtifactsURI: 's3://platform-gpu', hasSecretStore: true };
      if (policyRefusal(spec, policy, place)) return;
      const statements =
        runAccess({
          run: { name: 'digits', namespace: 'team-vision' },
          spec,
          policy,
          target: { type: 'Remote', cluster },
          artifactsURI,
          serviceAccounts: new Map([['worker', 'digits-worker']]),
        })?.statements ?? [];

      if (statements.some(({ id }) => id === 'ReadInputs')) reached++;
      const allowed = [...prefixes, artifactsURI].map((one) => one.replace(/\/+$/, ''));
      const isAllowed = (object: string) =>
        allowed.some((prefix) => `s3://${object}` === prefix || `s3://${object}`.startsWith(`${prefix}/`));
      for (const bucket of ['data', 'data-of-others', 'platform-gpu', 'dat']) {
        for (const key of [
          other,
          `${other}/${name}`,
          `a${other}`,
          `team-vision/${other}`,
          `team-vision/digits${name}/x`,
        ]) {
          const object = `${bucket}/${key}`;
          if (isAllowed(object)) continue;
          for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'])
            expect([object, mayDo(statements, action, `arn:aws:s3:::${object}`)]).toEqual([object, false]);
        }
      }
      for (const secret of [`team-other/${other}`, other, `team-vision${other}/x`]) {
        if (secret.startsWith('team-vision/')) continue;
        const arn = `arn:aws:secretsmanager:us-east-1:111122223333:secret:${secret}-AbCdEf`;
        expect(mayDo(statements, 'secretsmanager:GetSecretValue', arn)).toBe(false);
      }
      expect(mayDo(statements, 'kms:Decrypt', `${keyArn}5`)).toBe(false);
      expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
      expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
      for (const { id, reason } of statements)
        expect([/^[A-Za-z0-9]+$/.test(id), reason.length > 0]).toEqual([true, true]);
    }),
  );
  // Else it would hold because nothing is allowed.
  expect(reached).toBeGreaterThan(0);
});

/** The spec, where it is one at all. */
function parsed(fields: Readonly<Record<string, unknown>>) {
  try {
    return specOf(fields);
  } catch {
    return undefined;
  }
}

function unreachable(): never {
  throw new Error('it has no rights');
}
