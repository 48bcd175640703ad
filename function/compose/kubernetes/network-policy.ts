import { labels } from '../../../api/names.ts';
import { ports } from '../../../api/trainer-contract/environment.ts';
import type { Manifest } from '../../graph/resource.ts';
import type { Plan } from '../../plan/plan.ts';
import { metadata } from './metadata.ts';

/**
 * Where pods on EKS get the credentials of their role, whatever policy says of the world.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
const podIdentityAgent = '169.254.170.23/32';

/**
 * Denies all but: the run's own tasks to one another on any port (collectives choose theirs), metrics to scrapers in the
 * cluster, DNS, and what policy lets training pods reach.
 */
export function networkPolicy(plan: Plan): Manifest {
  const peers = [{ podSelector: { matchLabels: { [labels.run]: plan.run.name } } }];
  const { cidrs, ports: egressPorts } = plan.policy.egress;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(plan, plan.names.service),
    spec: {
      podSelector: { matchLabels: { [labels.run]: plan.run.name } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: peers },
        { from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: ports.metrics }] },
      ],
      egress: [
        { to: peers },
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
        ...(plan.access
          ? [{ to: [{ ipBlock: { cidr: podIdentityAgent } }], ports: [{ protocol: 'TCP', port: 80 }] }]
          : []),
        // An empty list of ports would mean every port.
        ...(egressPorts.length === 0 ? [] : cidrs).map((cidr) => ({
          to: [{ ipBlock: { cidr } }],
          ports: egressPorts.map((port) => ({ protocol: 'TCP', port })),
        })),
      ],
    },
  };
}
