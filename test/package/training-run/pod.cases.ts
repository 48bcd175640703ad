import type { RefusedSpec } from '../refused-spec.ts';

const volume = (fields: Readonly<Record<string, unknown>>) => ({
  volumes: [{ name: 'scratch', mountPath: '/scratch', emptyDir: {}, ...fields }],
});
const tolerations = (toleration: Readonly<Record<string, unknown>>) => ({
  podTemplateOverrides: { tolerations: [toleration] },
});

/** Volumes, labels and what may be changed of a pod, as the API server must refuse them. */
export const refusedPods: readonly RefusedSpec[] = [
  {
    because: 'a quantity is text',
    spec: { resources: { cpu: 4 } },
    problems: ['spec.resources.cpu: must be text: put 4 in quotes'],
  },
  {
    because: 'Kubernetes knows no GB',
    spec: { resources: { memory: '16GB' } },
    problems: ['spec.resources.memory: cannot be "16GB" (Memory, such as 16Gi)'],
  },
  {
    because: 'a volume has one kind',
    spec: volume({ emptyDir: undefined }),
    problems: ['spec.volumes[0]: exactly one of persistentVolumeClaim, configMap and emptyDir must be set'],
  },
  {
    because: 'a volume over the contract folders hides the code',
    spec: volume({ mountPath: '/crosstrain/source' }),
    problems: [
      "spec.volumes[0].mountPath: mountPath must not contain '..' nor lie in /crosstrain, /tmp, /dev, /proc, /sys or /var/run/secrets",
    ],
  },
  {
    because: 'two volumes at one path are refused when the pod is created',
    spec: {
      volumes: [
        { name: 'a', mountPath: '/data', emptyDir: {} },
        { name: 'b', mountPath: '/data', emptyDir: {} },
      ],
    },
    problems: ['spec.volumes: every volume needs a mountPath of its own'],
  },
  {
    because: 'a volume and a secret at one path are refused when the pod is created',
    spec: { ...volume({ mountPath: '/x' }), secrets: [{ name: 'token', key: 'hub/token', mountPath: '/x' }] },
    problems: ['spec.secrets: a secret and a volume cannot have the same mountPath'],
  },
  {
    because: 'Services select pods by these labels',
    spec: { podLabels: { 'crosstrain.dev/role': 'ps' } },
    problems: [
      'spec.podLabels: labels of crosstrain.dev, crossplane.io and the Job controller (batch.kubernetes.io, job-name, controller-uid) are taken',
    ],
  },
  {
    because: 'the annotation once switched AppArmor off',
    spec: { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/trainer': 'unconfined' } },
    problems: [
      'spec.podAnnotations: annotations of crosstrain.dev and batch.kubernetes.io are taken, those of seccomp and AppArmor would weaken the pod',
    ],
  },
  {
    because: 'a pod that bears every taint stays on a lost node for ever',
    spec: tolerations({ operator: 'Exists' }),
    problems: [
      "spec.podTemplateOverrides.tolerations[0]: a toleration needs a key: one without bears every taint, a lost node's too",
    ],
  },
  {
    because: 'Kubernetes refuses a value that nothing compares',
    spec: tolerations({ key: 'gpu', operator: 'Exists', value: 'yes' }),
    problems: ['spec.podTemplateOverrides.tolerations[0]: value goes with operator Equal'],
  },
  {
    because: 'Kubernetes refuses seconds without an eviction',
    spec: tolerations({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }),
    problems: ['spec.podTemplateOverrides.tolerations[0]: tolerationSeconds goes with effect NoExecute'],
  },
  {
    because: 'a privileged pod is not on offer',
    spec: { podTemplateOverrides: { hostNetwork: true } },
    problems: [
      'spec.podTemplateOverrides.hostNetwork: there is no such field; remove it, or use one of nodeSelector, tolerations, affinity',
    ],
  },
];
