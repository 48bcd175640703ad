import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { recordAt } from '../../../api/json.ts';
import { policyName } from '../../../api/names.ts';
import type { Example } from '../example.ts';
import { staged, unstaged } from '../example.ts';
import { apply, inventory, kubectl, remove, variable } from '../stand.ts';
import type { Fields, KubernetesObject } from '../../../simulator/object.ts';

/** A run on the node, and what was in the cluster before it. */
export interface Story {
  readonly run: KubernetesObject;
  readonly before: readonly string[];
  /** Takes away what was made for it. */
  readonly end: () => Promise<void>;
}

/** A PersistentVolume of the node. */
export interface Volume {
  /** Its folder on this machine. */
  readonly path: string;
  readonly end: () => Promise<void>;
}

/** What computes in the trainer's image of a story. */
type Variant = 'wasm' | 'native';

/** The trainer's image in this stand's registry. */
export function trainerImage(variant: Variant = 'wasm'): string {
  return `${variable('REGISTRY')}/crosstrain/trainer:v0.1.0${variant === 'native' ? '-cpu' : ''}`;
}

/** How a story differs from the usual one. */
interface Choices {
  /** Name of a claim that the platform made for all its runs. Default: the run brings its own. */
  readonly claim?: string;
  /** Default: `wasm`. */
  readonly variant?: Variant;
}

/** User and group of training pods. */
const nonroot = 65532;

/**
 * Prepares a story of one run: its namespace under the *restricted* Pod Security Standard, its policy with the trainer
 * from this stand's registry, and a volume for its artifacts.
 */
export async function storyOnNode(plain: Example, { claim, variant = 'wasm' }: Choices = {}): Promise<Story> {
  const story: Example = { ...plain, others: withTrainer(plain.others, trainerImage(variant)) };
  const [run] = story.composites;
  const namespace = run?.metadata.namespace;
  if (run === undefined || namespace === undefined)
    throw new Error('cannot prepare a story without a run in a namespace');
  const volume = await volumeFor(run);
  await staged(story);
  await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
  const claims = claim === undefined ? [] : [persistentVolumeClaim(claim, namespace)];
  if (claims.length > 0) await apply(claims);
  return {
    run,
    // Only now: what was prepared is nobody's left-over.
    before: await inventory(),
    end: async () => {
      if (claims.length > 0) await remove(claims);
      await unstaged(story);
      await volume.end();
    },
  };
}

/** A volume that fits a run's claim, in a folder of this machine. */
export async function volumeFor({ metadata: { name } }: KubernetesObject): Promise<Volume> {
  const path = `${variable('STAND')}/volumes/${name}`;
  mkdirSync(path, { recursive: true });
  // A folder of the node knows no fsGroup: it belongs to the pods' user from the start.
  chownSync(path, nonroot, nonroot);
  chmodSync(path, 0o777);
  const volume = persistentVolume(name, path);
  await apply([volume]);
  return {
    path,
    end: async () => {
      await remove([volume]);
      rmSync(path, { recursive: true });
    },
  };
}

/** The objects, with the policy's trainer from this stand's registry; a policy is added where there is none. */
function withTrainer(others: readonly KubernetesObject[], trainer: string): readonly KubernetesObject[] {
  const isPolicy = ({ kind, metadata }: KubernetesObject) =>
    kind === 'EnvironmentConfig' && metadata.name === policyName;
  const policy = others.find(isPolicy) ?? {
    apiVersion: 'apiextensions.crossplane.io/v1beta1',
    kind: 'EnvironmentConfig',
    metadata: { name: policyName },
  };
  const data = { ...recordAt(policy, 'data'), images: { trainer } };
  return [...others.filter((object) => !isPolicy(object)), { ...policy, data }];
}

function persistentVolume(name: string, path: string): Fields {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `artifacts-${name}` },
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
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
