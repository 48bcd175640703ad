import { recordAt, stringAt } from '../../../api/json.ts';
import { apiVersion } from '../../../api/names.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import { groupOf, isGoing } from '../../../simulator/object.ts';
import { providersInTraining } from '../../../simulator/providers/index.ts';
import type { KubernetesObject, ObjectReference } from '../../../simulator/object.ts';

const compositeKinds = ['TrainingRun', 'TrainingCluster', 'TrainingNetwork', 'ComputePool'].map(
  (kind) => `${apiVersion}/${kind}`,
);
/** Kinds that providers of clouds answer for; everything else has its real controller on the stand. */
const provided = Object.keys(providersInTraining).filter((kind) => /\.m\.(upbound|crossplane)\.io\//.test(kind));

/** Kinds that simulated providers look at, as `apiVersion/kind`: their own, and what tells them when to go on. */
export const watchedKinds = [...provided, ...compositeKinds, 'protection.crossplane.io/v1beta1/Usage', 'v1/Secret'];

/** Whether a provider of a cloud answers for an object. */
export function isProvided({ apiVersion, kind }: KubernetesObject): boolean {
  return provided.includes(`${apiVersion}/${kind}`);
}

/** Whether an object stands for something in AWS; a ClusterAuth is a token. */
export function isOfAWS({ apiVersion, kind }: KubernetesObject): boolean {
  return groupOf(apiVersion).endsWith('.aws.m.upbound.io') && kind !== 'ClusterAuth';
}

/** Whether it is one of crosstrain's own. */
export function isComposite(object: KubernetesObject): boolean {
  return compositeKinds.includes(`${object.apiVersion}/${object.kind}`);
}

/** Whether it is a composite that is not ready yet. */
export function isWaiting(object: KubernetesObject): boolean {
  return isComposite(object) && !isGoing(object) && conditionIn(object['status'], 'Ready')?.status !== 'True';
}

/** Who uses the object that a Usage is about. */
export function userOf(usage: KubernetesObject): ObjectReference {
  return {
    apiVersion: stringAt(usage, 'spec', 'by', 'apiVersion') ?? '',
    kind: stringAt(usage, 'spec', 'by', 'kind') ?? '',
    namespace: usage.metadata.namespace,
    name: stringAt(usage, 'spec', 'by', 'resourceRef', 'name') ?? '',
  };
}

/** An object's uid. */
export function uidOf({ metadata }: KubernetesObject): string {
  return metadata.uid ?? '';
}

/** What an object stands for in AWS: `Kind id`. */
export function thingOf(object: KubernetesObject): string {
  return `${object.kind} ${stringAt(object, 'status', 'atProvider', 'id') ?? 'that was never made'}`;
}

/** An object without what an API server says about it, as the simulator's does too. */
export function withoutSynthetic(object: KubernetesObject): KubernetesObject {
  const { uid: _, generation: __, creationTimestamp: ___, ...metadata } = recordAt(object, 'metadata');
  return { ...object, metadata: { ...metadata, name: object.metadata.name } };
}
