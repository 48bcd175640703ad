import { clusterKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import { trustOf } from '../../plan/aws/access.ts';
import type { ComposedCluster } from './composed-cluster.ts';
import { role } from './role.ts';

/**
 * Roles of control plane, nodes and the network plugin. Pods get none of them: the metadata service answers nodes alone,
 * and the plugin has its own by Pod Identity.
 */
export function clusterRoles({ plan, settings }: ComposedCluster): readonly Resource[] {
  const managed = (name: string) => `arn:${settings.partition}:iam::aws:policy/${name}`;
  const account = { StringEquals: { 'aws:SourceAccount': settings.accountId } };
  return [
    role(settings, {
      key: keys.clusterRole,
      name: plan.names.clusterRole,
      description: 'EKS manages what the control plane needs in AWS',
      trust: trustOf('eks.amazonaws.com', account),
      managedPolicies: [managed('AmazonEKSClusterPolicy')],
    }),
    role(settings, {
      key: keys.nodeRole,
      name: plan.names.nodeRole,
      description: 'Nodes join the cluster and pull images',
      // EC2 gives no account with its requests.
      trust: trustOf('ec2.amazonaws.com'),
      managedPolicies: [managed('AmazonEKSWorkerNodePolicy'), managed('AmazonEC2ContainerRegistryPullOnly')],
    }),
    role(settings, {
      key: keys.networkInterfaceRole,
      name: plan.names.cniRole,
      description: 'The network plugin gives pods their addresses',
      trust: trustOf(
        'pods.eks.amazonaws.com',
        {
          StringEquals: {
            'aws:SourceAccount': settings.accountId,
            'aws:RequestTag/eks-cluster-name': plan.names.cluster,
            'aws:RequestTag/kubernetes-namespace': 'kube-system',
            'aws:RequestTag/kubernetes-service-account': 'aws-node',
          },
        },
        ['sts:AssumeRole', 'sts:TagSession'],
      ),
      managedPolicies: [managed('AmazonEKS_CNI_Policy')],
    }),
  ];
}
