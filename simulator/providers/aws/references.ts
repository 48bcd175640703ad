import { isRecord, stringAt } from '../../../api/json.ts';
import { groupOf } from '../../object.ts';
import type { Cluster } from '../../cluster.ts';
import type { Fields, KubernetesObject } from '../../object.ts';

/** The fields with which references are resolved, or the first reference that cannot be resolved yet. */
export type Resolved = { readonly fields: Fields } | { readonly unresolved: string };

/** Kinds that a reference may mean, by the stem of its field; the first that exists under the name counts. */
const targets: Readonly<Record<string, readonly string[]>> = {
  allocationId: ['EIP'],
  bucket: ['Bucket'],
  clusterName: ['Cluster'],
  gatewayId: ['InternetGateway'],
  iamRoleArn: ['Role'],
  kmsKeyId: ['Key'],
  kmsMasterKeyId: ['Key'],
  logDestination: ['Group'],
  natGatewayId: ['NATGateway'],
  nodeRoleArn: ['Role'],
  policyArn: ['Policy'],
  principalArn: ['Role'],
  principalArnFromRole: ['Role'],
  referencedSecurityGroupId: ['SecurityGroup'],
  role: ['Role'],
  roleArn: ['Role'],
  routeTableId: ['RouteTable'],
  secretId: ['Secret'],
  securityGroupId: ['SecurityGroup'],
  serviceAccountRoleArn: ['Role'],
  subnetId: ['Subnet'],
  targetKeyId: ['Key'],
  vpcEndpointId: ['VPCEndpoint'],
  vpcId: ['VPC'],
};

/** Fills in what references mean, as the provider does before it speaks to AWS. */
export function resolved(object: KubernetesObject, forProvider: Fields, cluster: Cluster): Resolved {
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(forProvider)) {
    const stem = field.endsWith('Ref') && isRecord(value) ? field.slice(0, -'Ref'.length) : undefined;
    if (stem === undefined) {
      const inner = inside(object, value, cluster);
      if ('unresolved' in inner) return inner;
      fields[field] = inner.value;
      continue;
    }
    const name = stringAt(value, 'name') ?? '';
    const found = target(object, stem, name, cluster);
    if (found === undefined)
      return { unresolved: `${field} ${name}: referenced field was empty (referenced resource may not yet be ready)` };
    fields[stem === 'principalArnFromRole' ? 'principalArn' : stem] = found;
  }
  return { fields };
}

function inside(
  object: KubernetesObject,
  value: unknown,
  cluster: Cluster,
): { readonly value: unknown } | { readonly unresolved: string } {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const one = inside(object, item, cluster);
      if ('unresolved' in one) return one;
      items.push(one.value);
    }
    return { value: items };
  }
  if (!isRecord(value)) return { value };
  const inner = resolved(object, value, cluster);
  return 'unresolved' in inner ? inner : { value: inner.fields };
}

function target(object: KubernetesObject, stem: string, name: string, cluster: Cluster): string | undefined {
  const kinds = targets[stem] ?? [];
  const found = cluster
    .objects()
    .find(
      (candidate) =>
        kinds.includes(candidate.kind) &&
        groupOf(candidate.apiVersion).endsWith('.aws.m.upbound.io') &&
        candidate.metadata.namespace === object.metadata.namespace &&
        candidate.metadata.name === name,
    );
  const isARN = /Arn$|FromRole$|^logDestination$|^kms(Master)?KeyId$/.test(stem);
  // A thing's facts are there only once it is; what it is called is known before.
  return stringAt(found, 'status', 'atProvider', isARN ? 'arn' : 'id');
}
