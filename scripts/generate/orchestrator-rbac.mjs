// The rights of the orchestrator: its four verbs on TrainingRuns, and a look at what is composed, to prove that it is gone.
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { root } from '../tree.mjs';

const head = `# Generated from deploy/rbac.yaml by scripts/generate.mjs: run npm run generate.
#
# What the orchestrator may do: its port to Kubernetes has four verbs, and these are what they take. It may not change
# anything but TrainingRuns. It looks at what is composed only to prove, after a deletion, that nothing is left.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: crosstrain:orchestrator
rules:
  # Server-side apply is a patch, and makes what is not there.
  - apiGroups: [crosstrain.dev]
    resources: [trainingruns]
    verbs: [get, create, patch, delete]
  # What drifts is noticed by a watch.
  - apiGroups: [crosstrain.dev]
    resources: [trainingruns]
    verbs: [list, watch]
  # A run that vanished, or failed, leaves its last warnings.
  - apiGroups: ['']
    resources: [events]
    verbs: [list]
  - apiGroups: [crosstrain.dev]
    resources: [computepools, trainingclusters, trainingnetworks]
    verbs: [get]
`;

const tail = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: crosstrain:orchestrator
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: crosstrain:orchestrator
subjects:
  - kind: ServiceAccount
    name: crosstrain-orchestrator
    namespace: crosstrain-system
`;

/**
 * The text of `orchestrator/deploy/rbac.yaml`.
 * @param {string} core the text of `deploy/rbac.yaml`, whose kinds are all that is ever composed
 */
export async function orchestratorRbac(core) {
  const looks = parse(core).rules.map(
    ({ apiGroups: [group], resources }) => `  - apiGroups: [${group === '' ? "''" : group}]
    resources: [${resources.join(', ')}]
    verbs: [get]
`,
  );
  const config = await resolveConfig(`${root}deploy/rbac.yaml`);
  return format(head + looks.join('') + tail, { ...config, parser: 'yaml' });
}
