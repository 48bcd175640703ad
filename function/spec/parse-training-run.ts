import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import schema from '../../api/kinds/training-run.schema.gen.json' with { type: 'json' };
import type { Parsed } from '../../api/field-error.ts';
import { capacity } from './compute-pool.ts';
import { createdCluster } from './created-cluster.ts';
import { ruleErrors } from './rules.ts';
import { completed } from './schema.ts';
import {
  claim,
  ownPool,
  type Accelerator,
  type ClusterReference,
  type RunPool,
  type Source,
  type Strategy,
  type Trainer,
  type TrainerCode,
  type TrainingRunSpec,
  type Volume,
} from './training-run.ts';
import { trainingFields } from './training-fields.ts';

/** The document once its schema's defaults are in. */
type Complete = Document & Required<Pick<Document, 'workers' | 'strategy' | 'evaluator' | 'suspend' | 'releasePolicy'>>;

const completedSpec = completed<Complete>(schema);

/** A TrainingRun's spec, complete and understood; or every field that is wrong. `namespace` is the run's own. */
export function parseTrainingRun(spec: unknown, namespace: string): Parsed<TrainingRunSpec> {
  const parsed = completedSpec(spec ?? {}, 'spec');
  if (!parsed.ok) return parsed;
  const errors = ruleErrors(parsed.value);
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, value: trainingRun(parsed.value, namespace) };
}

function trainingRun(document: Complete, namespace: string): TrainingRunSpec {
  const { artifacts = {}, failurePolicy = {}, podTemplateOverrides = {}, budget = {} } = document;
  return {
    trainer: trainer(document.trainer),
    accelerators: accelerators(document.accelerator),
    workers: document.workers,
    strategy: strategy(document),
    evaluator: document.evaluator,
    resources: document.resources ?? {},
    volumes: (document.volumes ?? []).map(volume),
    ...(document.priorityClassName !== undefined && { priorityClassName: document.priorityClassName }),
    imagePullSecrets: (document.imagePullSecrets ?? []).map(({ name }) => name),
    podLabels: document.podLabels ?? {},
    podAnnotations: document.podAnnotations ?? {},
    podTemplateOverrides: {
      nodeSelector: podTemplateOverrides.nodeSelector ?? {},
      tolerations: podTemplateOverrides.tolerations ?? [],
      ...(podTemplateOverrides.affinity && { affinity: podTemplateOverrides.affinity }),
    },
    ...cluster(document.cluster, namespace),
    ...(document.pool && { pool: pool(document.pool, namespace) }),
    inputs: (document.data?.inputs ?? []).map(({ name, uri, access }) => ({ name, uri, access: access ?? 'ReadOnly' })),
    artifacts: {
      ...(artifacts.uri !== undefined && { uri: artifacts.uri }),
      retentionPolicy: artifacts.retentionPolicy ?? 'Retain',
      storage: artifacts.storage ?? '10Gi',
      checkpoint: {
        intervalSeconds: artifacts.checkpoint?.intervalSeconds ?? 300,
        keep: artifacts.checkpoint?.keep ?? 3,
      },
    },
    secrets: document.secrets ?? [],
    failurePolicy: {
      maxRestarts: failurePolicy.maxRestarts ?? 3,
      ...(failurePolicy.maxPreemptions !== undefined && { maxPreemptions: failurePolicy.maxPreemptions }),
      maxOutOfMemory: failurePolicy.maxOutOfMemory ?? 1,
    },
    suspend: document.suspend,
    ...(document.activeDeadlineSeconds !== undefined && { activeDeadlineSeconds: document.activeDeadlineSeconds }),
    releasePolicy: document.releasePolicy,
    budget: {
      ...(budget.maxHourlyUSD !== undefined && { maxHourlyUSD: Number(budget.maxHourlyUSD) }),
      ...(budget.totalUSD !== undefined && { totalUSD: Number(budget.totalUSD) }),
    },
    trainingFields: trainingFields(document),
  };
}

/** Which of the two is given; that it is exactly one, the rules have checked. */
function cluster(document: Document['cluster'], namespace: string): Pick<TrainingRunSpec, 'cluster'> {
  if (document?.create) return { cluster: { type: 'Create', cluster: createdCluster(document.create) } };
  return document?.ref ? { cluster: { type: 'Ref', ...reference(document.ref, namespace) } } : {};
}

function pool(document: NonNullable<Document['pool']>, namespace: string): RunPool {
  if (document.ref) return { type: 'Ref', ...reference(document.ref, namespace) };
  const { instanceType, zone, placement, diskGiB, excludedOffers = [] } = document;
  return {
    ...ownPool,
    capacity: capacity(document),
    ...(instanceType !== undefined && { instanceType }),
    ...(zone !== undefined && { zone }),
    ...(placement && { placement }),
    ...(diskGiB !== undefined && { diskGiB }),
    excluded: excludedOffers.map((offer) => offer.instanceType),
  };
}

function reference({ name, namespace }: { name: string; namespace?: string }, own: string): ClusterReference {
  return { name, namespace: namespace ?? own };
}

function trainer(document: Document['trainer']): Trainer {
  const from = source(document.source);
  return {
    ...trainerCode(document),
    ...(from && { source: from }),
    command: document.command ?? [],
    args: document.args ?? [],
    env: document.env ?? [],
    hyperparameters: document.hyperparameters ?? {},
  };
}

/** Which of the three is given; that it is exactly one, the rules have checked. */
function trainerCode({ recipe, module, image }: Document['trainer']): TrainerCode {
  if (recipe !== undefined) return { type: 'Recipe', recipe };
  if (module !== undefined) return { type: 'Module', module };
  return { type: 'Image', image: image ?? '' };
}

function source(document: Document['trainer']['source']): Source | undefined {
  if (document?.configMapRef) return { type: 'ConfigMap', name: document.configMapRef.name };
  if (document?.git) return { type: 'Git', ...document.git };
  const from = document?.uri === undefined ? undefined : claim(document.uri);
  return from && { type: 'Claim', claim: from };
}

function accelerators(document: Document['accelerator']): readonly Accelerator[] {
  if (!document) return [];
  return [document, ...(document.alternatives ?? [])].map(({ type, count }) => ({ type, count: count ?? 1 }));
}

function strategy(document: Complete): Strategy {
  return document.strategy === 'ParameterServer'
    ? { type: 'ParameterServer', parameterServers: document.parameterServers ?? 1 }
    : { type: 'AllReduce' };
}

function volume({
  name,
  mountPath,
  persistentVolumeClaim,
  configMap,
  emptyDir,
}: NonNullable<Document['volumes']>[number]): Volume {
  if (persistentVolumeClaim) {
    const { claimName, readOnly } = persistentVolumeClaim;
    return { name, mountPath, source: { type: 'Claim', claimName, readOnly: readOnly ?? false } };
  }
  if (configMap) return { name, mountPath, source: { type: 'ConfigMap', name: configMap.name } };
  return {
    name,
    mountPath,
    source: { type: 'EmptyDir', ...(emptyDir?.sizeLimit !== undefined && { sizeLimit: emptyDir.sizeLimit }) },
  };
}
