import type { Manifest } from '../../graph/resource.ts';
import { runName } from '../../plan/names.ts';

/** Where the objects stand, and by which configuration they reach the cluster. */
interface Config {
  readonly name: string;
  readonly namespace: string;
}

/** How provider-helm reaches the cluster: as provider-kubernetes does. */
export function helmProviderConfig({ name, namespace }: Config, secretName: string): Manifest {
  return {
    apiVersion: 'helm.m.crossplane.io/v1beta1',
    kind: 'ProviderConfig',
    metadata: { name, namespace },
    spec: { credentials: { source: 'Secret', secretRef: { name: secretName, namespace, key: 'kubeconfig' } } },
  };
}

interface Chart {
  readonly name: string;
  readonly chart: { readonly name: string; readonly repository: string; readonly version: string };
  readonly values: Readonly<Record<string, unknown>>;
}

const everyAcceleratorNode = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];

/** What a cluster needs once, whichever pools it gets. */
const charts: readonly Chart[] = [
  {
    // Makes nvidia.com/gpu something that pods can ask for; the machine image brings driver and toolkit alone.
    name: 'device-plugin',
    chart: {
      name: 'nvidia-device-plugin',
      repository: 'https://nvidia.github.io/k8s-device-plugin',
      version: '0.17.1',
    },
    values: {
      tolerations: everyAcceleratorNode,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'nvidia.com/gpu.present', operator: 'In', values: ['true'] }] },
            ],
          },
        },
      },
    },
  },
  {
    // Makes vpc.amazonaws.com/efa something that pods can ask for.
    name: 'efa-plugin',
    chart: { name: 'aws-efa-k8s-device-plugin', repository: 'https://aws.github.io/eks-charts', version: 'v0.5.7' },
    values: { tolerations: everyAcceleratorNode, nodeSelector: { 'vpc.amazonaws.com/efa.present': 'true' } },
  },
  {
    // Secrets as files, read with the role of the pod that mounts them.
    name: 'secret-store',
    chart: {
      name: 'secrets-store-csi-driver-provider-aws',
      repository: 'https://aws.github.io/secrets-store-csi-driver-provider-aws',
      version: '2.1.1',
    },
    values: {
      tolerations: everyAcceleratorNode,
      'secrets-store-csi-driver': {
        install: true,
        enableSecretRotation: true,
        rotationPollInterval: '1h',
        linux: { tolerations: everyAcceleratorNode },
      },
    },
  },
];

/** The add-ons as releases of their charts. They die with the cluster, so deleting them is nobody's work. */
export function clusterAddons(config: Config): readonly { readonly name: string; readonly manifest: Manifest }[] {
  return charts.map(({ name, chart, values }) => ({
    name,
    manifest: {
      apiVersion: 'helm.m.crossplane.io/v1beta1',
      kind: 'Release',
      metadata: {
        name: runName(config.name, `-${name}`),
        namespace: config.namespace,
        annotations: { 'crossplane.io/external-name': name },
      },
      spec: {
        managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'],
        forProvider: {
          chart,
          namespace: 'kube-system',
          // Longer than the token lives would end in a release that is half there.
          waitTimeout: '5m',
          wait: false,
          values,
        },
        providerConfigRef: { kind: 'ProviderConfig', name: config.name },
      },
    },
  }));
}
