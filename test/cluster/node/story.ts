import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { recordAt } from '../../../api/json.ts';
import { policyName } from '../../../api/names.ts';
import { example, staged, unstaged } from '../example.ts';
import type { Example } from '../example.ts';
import { apply, inventory, kubectl, remove, variable } from '../stand.ts';
import type { Fields, KubernetesObject } from '../../../simulator/object.ts';

/** An example on the node: its run, and what was in the cluster before it. */
export interface Story {
  readonly run: KubernetesObject;
  readonly namespace: string;
  readonly before: readonly string[];
  /** Folder of this machine that the run's artifacts lie in. */
  readonly artifacts: string;
  /** Takes away what was made for it. */
  readonly end: () => Promise<void>;
}

/** User and group of training pods. */
const nonroot = 65532;

/**
 * Prepares an example: its namespaces under the *restricted* Pod Security Standard, its policy with the trainer from this
 * stand's registry, and a volume for its artifacts.
 * @param claim name of a claim that the platform made for all its runs; absent where the run brings its own
 */
export async function storyOnNode(name: string, claim?: string): Promise<Story> {
  const plain = example(name);
  const story: Example = { ...plain, others: withTrainer(plain.others) };
  const [run] = story.composites;
  const namespace = run?.metadata.namespace;
  if (run === undefined || namespace === undefined) throw new Error(`examples/${name} has no run in a namespace`);
  const artifacts = `${variable('STAND')}/volumes/${name}`;
  mkdirSync(artifacts, { recursive: true });
  // A folder of the node knows no fsGroup: it belongs to the pods' user from the start.
  chownSync(artifacts, nonroot, nonroot);
  chmodSync(artifacts, 0o777);

  const prepared = [
    persistentVolume(name, artifacts),
    ...(claim === undefined ? [] : [persistentVolumeClaim(claim, namespace)]),
  ];
  await staged(story);
  await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
  await apply(prepared);
  // Once more: what was prepared is nobody's left-over.
  const before = await inventory();
  return {
    run,
    namespace,
    before,
    artifacts,
    end: async () => {
      await remove(prepared.toReversed());
      await unstaged(story);
      rmSync(artifacts, { recursive: true });
    },
  };
}

/** The objects, with the policy's trainer from this stand's registry; a policy is added where there is none. */
function withTrainer(others: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const images = { trainer: `${variable('REGISTRY')}/crosstrain/trainer:v0.1.0` };
  const isPolicy = ({ kind, metadata }: KubernetesObject) =>
    kind === 'EnvironmentConfig' && metadata.name === policyName;
  const policy = others.find(isPolicy) ?? {
    apiVersion: 'apiextensions.crossplane.io/v1beta1',
    kind: 'EnvironmentConfig',
    metadata: { name: policyName },
  };
  const data = { ...recordAt(policy, 'data'), images };
  return [...others.filter((object) => !isPolicy(object)), { ...policy, data }];
}

function persistentVolume(name: string, path: string): Fields {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `artifacts-${name}` },
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path, type: 'Directory' },
    },
  };
}

function persistentVolumeClaim(name: string, namespace: string): Fields {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}
