import { poolKeys as keys } from '../../../api/resource-keys.ts';
import type { Need, Resource } from '../../graph/resource.ts';
import type { AWSClusterFacts } from '../../observe/aws-cluster.ts';
import type { PoolFacts } from '../../observe/compute-pool.ts';
import type { PoolPlan, Taint } from '../../plan/aws/pool.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { launchTemplate } from './launch-template.ts';
import { managedResource, objectName, type AWSKind } from './managed-resource.ts';

/** What the objects of a pool are made of. */
export interface ComposedPool {
  readonly plan: PoolPlan;
  readonly settings: AWSSettings;
  readonly cluster: AWSClusterFacts;
  /** The TrainingCluster, for people. */
  readonly clusterName: string;
  readonly facts: PoolFacts;
}

/** The objects of a pool: nodes and what they start from, nothing that others share. */
export function composePool(pool: ComposedPool): readonly Resource[] {
  const { plan, settings } = pool;
  return [
    ...(plan.placementGroup ? [placementGroup(plan.placementGroup, settings)] : []),
    ...(plan.machine.efaInterfaces > 0 ? efaSecurityGroup(pool) : []),
    {
      key: keys.launchTemplate,
      manifest: launchTemplate(pool),
      keepsTemplate: true,
      needs: plan.machine.efaInterfaces > 0 ? [clusterNeed(pool), ...efaNeeds(pool)] : [],
    },
    nodeGroup(pool),
  ];
}

function placementGroup({ name, strategy }: NonNullable<PoolPlan['placementGroup']>, settings: AWSSettings): Resource {
  return {
    key: keys.placementGroup,
    manifest: managedResource(settings, {
      kind: 'PlacementGroup',
      key: keys.placementGroup,
      externalName: name,
      forProvider: { strategy },
    }),
    needs: [],
  };
}

/** EFA passes no group: machines let everything to and from each other through, nobody else. */
function efaSecurityGroup({ settings, cluster, clusterName }: ComposedPool): readonly Resource[] {
  const self = { name: objectName(settings.owner.name, keys.efaSecurityGroup) };
  const rule = (kind: AWSKind, key: string, description: string): Resource => ({
    key,
    manifest: managedResource(settings, {
      kind,
      key,
      forProvider: {
        securityGroupIdRef: self,
        referencedSecurityGroupIdRef: self,
        description,
        ipProtocol: '-1',
      },
    }),
    needs: [],
  });
  return [
    {
      key: keys.efaSecurityGroup,
      manifest: managedResource(settings, {
        kind: 'SecurityGroup',
        key: keys.efaSecurityGroup,
        forProvider: {
          ...(cluster.vpcId !== undefined && { vpcId: cluster.vpcId }),
          name: objectName(settings.owner.name, keys.efaSecurityGroup),
          description: 'Elastic Fabric Adapters of one pool among each other',
        },
      }),
      needs: [
        { type: 'Fact', fact: `facts.aws.vpcId of TrainingCluster ${clusterName}`, known: cluster.vpcId !== undefined },
      ],
    },
    rule('SecurityGroupIngressRule', keys.efaIngressRule, 'Everything from the same pool'),
    rule('SecurityGroupEgressRule', keys.efaEgressRule, 'Everything to the same pool'),
  ];
}

function clusterNeed({ cluster, clusterName }: ComposedPool): Need {
  const known = cluster.clusterSecurityGroupId !== undefined;
  return { type: 'Fact', fact: `facts.aws.clusterSecurityGroupId of TrainingCluster ${clusterName}`, known };
}

function efaNeeds({ facts }: ComposedPool): readonly Need[] {
  return [{ type: 'Fact', fact: 'the id of efa-security-group', known: facts.efaSecurityGroupId !== undefined }];
}

function nodeGroup({ plan, settings, cluster, clusterName, facts }: ComposedPool): Resource {
  const { launchTemplate: template } = facts;
  const fact = (name: string, known: boolean): Need => ({
    type: 'Fact',
    fact: `${name} of TrainingCluster ${clusterName}`,
    known,
  });
  return {
    key: keys.nodeGroup,
    manifest: managedResource(settings, {
      kind: 'NodeGroup',
      key: keys.nodeGroup,
      externalName: plan.names.nodeGroup,
      forProvider: {
        clusterName: cluster.clusterName,
        ...(cluster.nodeRoleArn !== undefined && { nodeRoleArn: cluster.nodeRoleArn }),
        subnetIds: plan.subnetIds,
        amiType: plan.amiType,
        capacityType: capacityType(plan),
        ...(template && { launchTemplate: { id: template.id, version: template.version } }),
        // Crosstrain is the autoscaler: all of the machines, or none.
        scalingConfig: { minSize: plan.nodes, desiredSize: plan.nodes, maxSize: Math.max(1, plan.nodes) },
        labels: plan.nodeLabels,
        ...(plan.taints.length > 0 && { taint: plan.taints.map(taint) }),
        // There is no spare machine to start before the old one goes.
        updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
        nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 1 },
      },
    }),
    keepsTemplate: true,
    needs: [
      fact('facts.aws.endpoint', cluster.endpoint !== undefined),
      fact('facts.aws.nodeRoleArn', cluster.nodeRoleArn !== undefined),
      fact('facts.aws.privateSubnets', cluster.privateSubnets.length > 0),
      { type: 'Fact', fact: 'the version of launch-template', known: template !== undefined },
      ...(plan.placementGroup ? [{ type: 'Ready', key: keys.placementGroup } as const] : []),
      ...(plan.machine.efaInterfaces > 0
        ? [keys.efaIngressRule, keys.efaEgressRule].map((key) => ({ type: 'Ready', key }) as const)
        : []),
    ],
  };
}

function capacityType({ capacity }: PoolPlan): string {
  switch (capacity.type) {
    case 'OnDemand':
      return 'ON_DEMAND';
    case 'Spot':
      return 'SPOT';
    case 'Reserved':
      return capacity.of === 'CapacityBlock' ? 'CAPACITY_BLOCK' : 'ON_DEMAND';
  }
}

function taint({ key, value }: Taint) {
  return { key, value, effect: 'NO_SCHEDULE' };
}
