import { resourceKeys as keys } from '../../../api/resource-keys.ts';
import type { Need, Resource } from '../../graph/resource.ts';
import { policyDocument } from '../../plan/aws/access.ts';
import type { RunAccess } from '../../plan/aws/run-access.ts';
import { managedResource, objectName } from './managed-resource.ts';
import { role } from './role.ts';

/** Who the pods of a run are in AWS: one role, what it may do, and which ServiceAccounts take it on. */
export function identity(access: RunAccess): readonly Resource[] {
  const { settings, cluster, clusterName } = access;
  const { name } = settings.owner;
  const roleRef = { name: objectName(name, keys.cloudRole) };
  const known: Need = {
    type: 'Fact',
    fact: `facts.aws.clusterName, bucket and keyArn of TrainingCluster ${clusterName}`,
    known: cluster !== undefined,
  };
  const own = role(settings, {
    key: keys.cloudRole,
    name: access.role,
    description: `Pods of TrainingRun ${settings.owner.namespace}/${name}`,
    trust: access.trust,
  });
  return [
    { ...own, needs: [known] },
    {
      key: keys.cloudRolePolicy,
      manifest: managedResource(settings, {
        kind: 'RolePolicy',
        key: keys.cloudRolePolicy,
        forProvider: { roleRef, policy: policyDocument(access.statements) },
      }),
      needs: [known],
    },
    ...[...access.serviceAccounts].map(([which, serviceAccount]): Resource => ({
      key: keys.podIdentity(which),
      manifest: managedResource(settings, {
        kind: 'PodIdentityAssociation',
        key: keys.podIdentity(which),
        forProvider: {
          clusterName: cluster?.name ?? '',
          namespace: settings.owner.namespace,
          serviceAccount,
          roleArnRef: roleRef,
        },
      }),
      // EKS refuses it before there is a control plane to ask.
      needs: [
        known,
        { type: 'State', what: `TrainingCluster ${clusterName} has a control plane`, holds: access.isAnswering },
        { type: 'Ready', key: keys.cloudRole },
      ],
    })),
  ];
}
