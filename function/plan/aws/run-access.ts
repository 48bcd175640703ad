import { partition as partitionOf, awsName, nameLimits, type Owner } from './names.ts';
import { digest } from '../names.ts';
import { policyDocument, trustOf, type Statement } from './access.ts';
import { literal, s3Location, type S3Location } from './object-store.ts';
import { awsSettings, type AWSSettings } from './settings.ts';
import type { AWSClusterFacts } from '../../observe/aws-cluster.ts';
import type { Policy } from '../../policy/policy.ts';
import type { TrainingRunSpec } from '../../spec/training-run.ts';
import type { RoleName } from '../role.ts';
import type { Target } from '../target.ts';

/** What the pods of a run may do in AWS, all of it. */
export interface RunAccess {
  /** Name of the role in AWS. */
  readonly role: string;
  readonly trust: string;
  readonly statements: readonly Statement[];
  /** ServiceAccounts of those that take it on, by role of the run. */
  readonly serviceAccounts: ReadonlyMap<RoleName, string>;
  readonly settings: AWSSettings;
  /** Namespace and name of the TrainingCluster, for people. */
  readonly clusterName: string;
  /** What must be known of the cluster; absent while it is not. */
  readonly cluster?: { readonly name: string };
  /** Whether the cluster's control plane answers. */
  readonly isAnswering: boolean;
}

/** What a run's rights follow from. */
export interface RunAccessInput {
  readonly run: Owner;
  readonly spec: Pick<TrainingRunSpec, 'inputs' | 'secrets'>;
  readonly policy: Policy;
  readonly target: Target;
  /** The run's own part of an artifacts URI. */
  readonly artifactsURI?: string;
  readonly serviceAccounts: ReadonlyMap<RoleName, string>;
}

/** The rights of a run on a cluster that crosstrain made in AWS; `undefined` where it needs none, or is nobody there. */
export function runAccess(input: RunAccessInput): RunAccess | undefined {
  const { run, policy, target, serviceAccounts } = input;
  const { cluster } = target;
  const region = cluster?.location?.region;
  if (cluster?.type !== 'Created' || region === undefined || !policy.aws) return undefined;
  const settings = awsSettings({ kind: 'TrainingRun', owner: run, region, tags: {} }, policy.aws, policy);
  const statements = runStatements(input, region, cluster.aws);
  if (statements.length === 0) return undefined;
  const { keyArn, bucket, clusterName = '' } = cluster.aws ?? {};
  return {
    role: awsName(run, '-run', nameLimits.role),
    trust: trustOf(
      'pods.eks.amazonaws.com',
      {
        StringEquals: {
          'aws:SourceAccount': settings.accountId,
          'aws:RequestTag/eks-cluster-name': clusterName,
          'aws:RequestTag/kubernetes-namespace': run.namespace,
          'aws:RequestTag/kubernetes-service-account': [...serviceAccounts.values()].toSorted(),
        },
      },
      ['sts:AssumeRole', 'sts:TagSession'],
    ),
    statements,
    serviceAccounts,
    settings,
    clusterName: `${cluster.namespace}/${cluster.name}`,
    isAnswering: cluster.aws?.endpoint !== undefined,
    ...(keyArn !== undefined && bucket !== undefined && { cluster: { name: clusterName } }),
  };
}

/** IAM's limit of all inline policies of a role in characters. */
const mostCharacters = 10_240;

/** Whether the rights do not fit into what IAM takes; said before anything is made. */
export function isTooLong({ statements }: RunAccess): boolean {
  return policyDocument(statements).length > mostCharacters;
}

const readObjects = ['s3:GetObject'];
/** Checkpoints are replaced, so they are deleted too; large ones come in parts. */
const writeObjects = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

interface Use extends S3Location {
  /** What for, in words. */
  readonly what: string;
}

/** Each right with its reason; nothing that a run could do without. */
function runStatements(
  { run, spec, policy, artifactsURI }: RunAccessInput,
  region: string,
  cluster: AWSClusterFacts | undefined,
): readonly Statement[] {
  const partition = partitionOf(region);
  const inputs = (access: 'ReadOnly' | 'ReadWrite') =>
    spec.inputs.filter((one) => one.access === access).flatMap(({ name, uri }) => use(uri, `input ${name}`));
  const read = inputs('ReadOnly');
  const changed = inputs('ReadWrite');
  const artifacts = artifactsURI === undefined ? [] : use(artifactsURI, 'its artifacts');
  const all = [...artifacts, ...read, ...changed];
  const objects = (uses: readonly Use[]) => uses.flatMap((one) => objectARNs(one, partition));
  return [
    ...listings(all, partition),
    ...statement('ReadInputs', `reads ${words(read)}`, readObjects, objects(read)),
    ...statement('ChangeInputs', `reads and writes ${words(changed)}`, writeObjects, objects(changed)),
    ...statement(
      'WriteArtifacts',
      'writes checkpoints and the model, and resumes from them',
      writeObjects,
      artifacts.map(({ bucket, prefix }) => `arn:${partition}:s3:::${bucket}/${literal(prefix)}/*`),
    ),
    ...keyStatement(all, region, partition, cluster),
    ...statement(
      'ReadSecrets',
      `reads ${spec.secrets.map(({ name }) => `secret ${name}`).join(', ')}, as files`,
      ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      spec.secrets.map(({ key }) => {
        // Secrets Manager ends every ARN with six characters of its own.
        const name = `${literal(secretName(key, run.namespace, policy))}-??????`;
        return `arn:${partition}:secretsmanager:${region}:${policy.aws?.accountId ?? ''}:secret:${name}`;
      }),
    ),
  ];
}

/** The name of a secret in Secrets Manager: the namespace's own part of all of them, then what the run says. */
export function secretName(key: string, namespace: string, { secretStore }: Policy): string {
  return `${(secretStore?.keyPrefix ?? '{namespace}/').replaceAll('{namespace}', namespace)}${key}`;
}

function use(uri: string, what: string): readonly Use[] {
  const location = s3Location(uri);
  return location ? [{ ...location, what }] : [];
}

/** What is listed, bucket by bucket: without a slash at the end of a prefix, its neighbours would be listed too. */
function listings(uses: readonly Use[], partition: string): readonly Statement[] {
  return [...new Set(uses.map(({ bucket }) => bucket))].toSorted().map((bucket) => {
    const own = uses.filter((one) => one.bucket === bucket);
    return {
      id: `List${digest(bucket).slice('sha256:'.length, 'sha256:'.length + 8)}`,
      reason: `finds ${words(own)}`,
      actions: ['s3:ListBucket'],
      resources: [`arn:${partition}:s3:::${bucket}`],
      condition: {
        StringLike: {
          's3:prefix': unique(own.map(({ prefix }) => (prefix === '' ? '*' : `${literal(prefix)}/*`))),
        },
      },
    };
  });
}

/** The objects below a prefix, and the one of that name: an input may be a single file. */
function objectARNs({ bucket, prefix }: S3Location, partition: string): readonly string[] {
  const root = `arn:${partition}:s3:::${bucket}/`;
  return prefix === '' ? [`${root}*`] : [`${root}${literal(prefix)}`, `${root}${literal(prefix)}/*`];
}

/** The cluster's key, through S3 alone, and for the cluster's bucket alone: bucket keys make that the context. */
function keyStatement(
  uses: readonly Use[],
  region: string,
  partition: string,
  cluster: AWSClusterFacts | undefined,
): readonly Statement[] {
  const { keyArn, bucket } = cluster ?? {};
  if (keyArn === undefined || bucket === undefined || !uses.some((one) => one.bucket === bucket)) return [];
  return [
    {
      id: 'UseKeyThroughS3',
      reason: "what is in the cluster's bucket is encrypted with the cluster's key",
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [keyArn],
      condition: {
        StringEquals: {
          'kms:ViaService': `s3.${region}.amazonaws.com`,
          'kms:EncryptionContext:aws:s3:arn': `arn:${partition}:s3:::${bucket}`,
        },
      },
    },
  ];
}

function statement(
  id: string,
  reason: string,
  actions: readonly string[],
  resources: readonly string[],
): readonly Statement[] {
  return resources.length === 0 ? [] : [{ id, reason, actions, resources: unique(resources) }];
}

function words(uses: readonly Use[]): string {
  return unique(uses.map(({ what }) => what)).join(', ');
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
