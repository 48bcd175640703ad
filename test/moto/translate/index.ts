import { ec2Machines } from './ec2-machines.ts';
import { ec2Network } from './ec2-network.ts';
import { eks } from './eks.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import type { Translation } from './translation.ts';

/**
 * Kinds that are made for real, by name.
 *
 * moto checks ranges and overlaps of addresses, policy documents, and ids within EC2 and S3. What AWS checks and moto does
 * not: that the subnets, role, key and launch template of a cluster or node group are there, and a route's NAT gateway
 * (the translations ask for them); trust policies; names and versions of EKS, instance and image
 * types, capacity reservations, EFA cards of a type; that a log group is encrypted with a key that lets CloudWatch in;
 * quotas. Those are held against the providers' CRDs and AWS' documents alone.
 */
export const translations: Readonly<Record<string, Translation>> = {
  ...ec2Network,
  ...ec2Machines,
  ...eks,
  ...iam,
  ...kms,
  ...logs,
  ...s3,
};

/** Kinds that are composed and that moto does not have. */
export const onlySimulated = ['Addon', 'ClusterAuth', 'PlacementGroup', 'PodIdentityAssociation'] as const;
