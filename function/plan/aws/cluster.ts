import { awsServicePrices, awsServicePricesDate } from '../../catalog/aws-services.ts';
import { isArm } from '../../catalog/aws-machines.ts';
import type { AWSPolicy } from '../../policy/aws.ts';
import type { CreatedClusterSpec } from '../../spec/created-cluster.ts';
import { canonical } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { runningCost, type RunningCost } from '../running-cost.ts';
import { isWithin } from './cidr.ts';
import { awsName, nameLimits } from './names.ts';
import { networkCost, networkPlan } from './network.ts';
import type { AWSSettings } from './settings.ts';

/** A cluster as it is composed. */
export interface ClusterPlan {
  readonly spec: CreatedClusterSpec;
  readonly names: {
    readonly cluster: string;
    readonly clusterRole: string;
    readonly nodeRole: string;
    readonly cniRole: string;
    readonly nodeGroup: string;
    readonly launchTemplate: string;
    readonly bucket: string;
    readonly logGroup: string;
  };
  /** Addresses that may reach the API server from outside; none: it answers inside alone. */
  readonly publicCidrs: readonly string[];
  readonly systemImage: string;
  readonly keyPolicy: string;
  readonly cost: RunningCost;
}

export type ClusterResult =
  { readonly type: 'Plan'; readonly plan: ClusterPlan } | { readonly type: 'Refused'; readonly refusal: Refusal };

/** GiB of each system node's disk. */
export const systemDiskGiB = 50;

/** Decides a cluster, or says why not. */
export function clusterPlan(spec: CreatedClusterSpec, aws: AWSPolicy, settings: AWSSettings): ClusterResult {
  const publicCidrs = spec.controlPlaneCidrs ?? aws.controlPlaneCidrs;
  const outside = publicCidrs.filter((range) => !aws.controlPlaneCidrs.some((allowed) => isWithin(range, allowed)));
  if (outside.length > 0) {
    const allowed = aws.controlPlaneCidrs.join(', ') || 'none';
    return refused(
      'OutsidePolicy',
      'spec.create.controlPlaneCidrs',
      `${outside.join(', ')} is within none of the ranges that policy allows (${allowed})`,
    );
  }
  if (publicCidrs.length === 0 && !spec.privatelyReachable) {
    return refused(
      'InvalidSpec',
      'spec.create.controlPlaneCidrs',
      "is empty here and in the policy's aws.controlPlaneCidrs, so nothing could reach the API server; name the addresses that Crossplane comes from, or set privatelyReachable",
    );
  }
  const { owner, partition, accountId } = settings;
  const cluster = awsName(owner, '', nameLimits.cluster);
  return {
    type: 'Plan',
    plan: {
      spec,
      names: {
        cluster,
        clusterRole: awsName(owner, '-cluster', nameLimits.role),
        nodeRole: awsName(owner, '-node', nameLimits.role),
        cniRole: awsName(owner, '-cni', nameLimits.role),
        nodeGroup: awsName(owner, '-system', nameLimits.nodeGroup),
        launchTemplate: awsName(owner, '-system', nameLimits.launchTemplate),
        // Buckets share one space with all of AWS: the account makes the name ours.
        bucket: awsName(owner, `-${accountId}`, nameLimits.bucket),
        // EKS writes to this name, and makes it without an end of retention where it is not there.
        logGroup: `/aws/eks/${cluster}/cluster`,
      },
      publicCidrs,
      systemImage: `AL2023_${isArm(spec.systemNodes.instanceType) ? 'ARM_64' : 'x86_64'}_STANDARD`,
      keyPolicy: canonical({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AccountByIAM',
            Effect: 'Allow',
            Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      }),
      cost: clusterCost(spec, aws, settings),
    },
  };
}

/** Policy of the artifact bucket: over TLS alone, encrypted with the cluster's key alone. */
export function bucketPolicy(bucket: string, keyArn: string, partition: string): string {
  const objects = `arn:${partition}:s3:::${bucket}/*`;
  return canonical({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OverTLSAlone',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:${partition}:s3:::${bucket}`, objects],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'WithThisKeyAlone',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: objects,
        // What names no key gets the bucket's own.
        Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn } },
      },
    ],
  });
}

function clusterCost(spec: CreatedClusterSpec, aws: AWSPolicy, settings: AWSSettings): RunningCost {
  const prices = awsServicePrices(spec.region);
  const { instanceType, count } = spec.systemNodes;
  const machine = prices?.machines[instanceType];
  const network =
    spec.network.type === 'Own'
      ? networkCost(
          networkPlan(
            {
              region: spec.region,
              tags: {},
              origin: { type: 'Created', zones: spec.network.zones, cidr: '10.0.0.0/16', flowLogRetentionDays: 30 },
            },
            aws,
            settings,
          ),
          spec.region,
        ).parts
      : [];
  return runningCost(
    prices && machine !== undefined
      ? [
          { what: 'control plane', usdPerHour: prices.controlPlane },
          { what: 'system nodes', usdPerHour: machine * count },
          { what: 'disks of system nodes', usdPerHour: prices.diskGiB * systemDiskGiB * count },
          { what: 'key', usdPerHour: prices.key },
          ...network,
        ]
      : undefined,
    awsServicePricesDate,
  );
}

function refused(reason: Refusal['reason'], path: string, message: string): ClusterResult {
  return { type: 'Refused', refusal: { reason, errors: [{ path, message }] } };
}
