import { numberAt, stringAt } from '../../api/json.ts';
import type { Applied, ApplyRequest } from '../contract/activities.ts';
import { fieldManager, marks } from '../contract/identity.ts';
import type { ObjectReference } from '../contract/training-run.ts';
import { isNotFound } from '../kubernetes/failure.ts';
import type { Cluster, LiveObject, Manifest } from '../kubernetes/cluster.ts';
import { digest } from './digest.ts';
import { final } from './failure.ts';

/** Applies a TrainingRun as the workflow's own; an object of that name that is not the workflow's is left alone. */
export async function applyTraining(cluster: Cluster, request: ApplyRequest): Promise<Applied> {
  const { manifest, workflowId, force } = request;
  const { namespace, name } = manifest.metadata;
  const reference = { apiVersion: manifest.apiVersion, kind: manifest.kind, namespace, name };
  const existing = await find(cluster, reference);
  const owner = existing && stringAt(existing, 'metadata', 'annotations', marks.workflow);
  if (existing !== undefined && owner !== workflowId) {
    const whose = owner === undefined ? 'no workflow' : `workflow ${owner}`;
    throw final(
      'Conflict',
      `cannot apply TrainingRun ${namespace}/${name}: it exists and belongs to ${whose}; delete it or choose another name`,
    );
  }
  const object = await cluster.apply(marked(request), { fieldManager, force });
  const uid = stringAt(object, 'metadata', 'uid');
  if (uid === undefined) throw new Error('the API server gave an object without uid');
  return {
    run: { ...reference, uid },
    generation: numberAt(object, 'metadata', 'generation') ?? 1,
    specDigest: digest(manifest.spec),
  };
}

/** The object, or `undefined` where there is none. */
export async function find(cluster: Cluster, reference: ObjectReference): Promise<LiveObject | undefined> {
  try {
    return await cluster.get(reference);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function marked({ manifest, workflowId, execution }: ApplyRequest): Manifest {
  const { labels, annotations, ...metadata } = manifest.metadata;
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata: {
      ...metadata,
      labels: { ...asRecord(labels), [marks.execution]: execution },
      annotations: { ...asRecord(annotations), [marks.workflow]: workflowId },
    },
    spec: manifest.spec,
  };
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
