import { networkKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import { policyDocument, trustOf } from '../../plan/aws/access.ts';
import type { CreatedNetwork } from '../../plan/aws/network.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { managedResource, objectName } from './managed-resource.ts';
import { role } from './role.ts';

/** Who spoke to whom, kept for a while. */
export function flowLog({ flowLog: plan }: CreatedNetwork, settings: AWSSettings): readonly Resource[] {
  const ref = (key: string) => ({ name: objectName(settings.owner.name, key) });
  return [
    {
      key: keys.flowLogGroup,
      manifest: managedResource(settings, {
        kind: 'Group',
        key: keys.flowLogGroup,
        externalName: plan.group,
        forProvider: { retentionInDays: plan.retentionDays },
      }),
      needs: [],
    },
    role(settings, {
      key: keys.flowLogRole,
      name: plan.role,
      description: 'Writes the flow log of a VPC',
      trust: trustOf('vpc-flow-logs.amazonaws.com', { StringEquals: { 'aws:SourceAccount': settings.accountId } }),
    }),
    {
      key: keys.flowLogRolePolicy,
      manifest: managedResource(settings, {
        kind: 'RolePolicy',
        key: keys.flowLogRolePolicy,
        forProvider: { roleRef: ref(keys.flowLogRole), policy: policyDocument(plan.statements) },
      }),
      needs: [],
    },
    {
      key: keys.flowLog,
      manifest: managedResource(settings, {
        kind: 'FlowLog',
        key: keys.flowLog,
        forProvider: {
          vpcIdRef: ref(keys.vpc),
          trafficType: 'ALL',
          maxAggregationInterval: 600,
          logDestinationType: 'cloud-watch-logs',
          logDestinationRef: ref(keys.flowLogGroup),
          iamRoleArnRef: ref(keys.flowLogRole),
        },
      }),
      needs: [],
    },
  ];
}
