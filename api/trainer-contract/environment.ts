/**
 * The environment that a training pod gets besides TensorFlow's own `TF_CONFIG`.
 *
 * It is the whole interface between the composed Job and whatever trains in it: any image may read it, crosstrain's
 * trainer must. Every value is a string; JSON where the sentence says so. `environment.schema.json` is the same, checkable.
 */
export const environment = {
  /** Version of this contract; `1`. A trainer refuses a version that it does not know. */
  contract: 'CROSSTRAIN_CONTRACT',
  /** Name of the TrainingRun. */
  run: 'CROSSTRAIN_RUN',
  /** Namespace of the TrainingRun. */
  namespace: 'CROSSTRAIN_NAMESPACE',
  /** `chief`, `worker`, `ps` or `evaluator`; equals `TF_CONFIG.task.type`. */
  role: 'CROSSTRAIN_ROLE',
  /** The completion index of the pod within its role; equals `TF_CONFIG.task.index`. */
  index: 'CROSSTRAIN_INDEX',
  /** How often the run was started as a whole, from 0. */
  attempt: 'CROSSTRAIN_ATTEMPT',
  /** `AllReduce` or `ParameterServer`. */
  strategy: 'CROSSTRAIN_STRATEGY',
  /** Name of a built-in recipe; absent with a module or an image of the user's own. */
  recipe: 'CROSSTRAIN_RECIPE',
  /** Path of the user's module, relative to the source folder; absent otherwise. */
  module: 'CROSSTRAIN_MODULE',
  /** Folder where the user's own code is mounted; absent without `spec.trainer.source`. */
  source: 'CROSSTRAIN_SOURCE',
  /** JSON object: the run's hyperparameters as given; `{}` when none were. */
  hyperparameters: 'CROSSTRAIN_HYPERPARAMETERS',
  /** `required` where the pod asks for accelerators, else `none`: a trainer ends with 69 when `required` and none is usable. */
  accelerator: 'CROSSTRAIN_ACCELERATOR',
  /** Accelerators in this pod, from 0. */
  acceleratorCount: 'CROSSTRAIN_ACCELERATOR_COUNT',
  /** Where artifacts go: an absolute folder (a mounted volume) or an object-store URI; the run owns all below it. */
  artifacts: 'CROSSTRAIN_ARTIFACTS',
  /** Seconds between two checkpoints. */
  checkpointIntervalSeconds: 'CROSSTRAIN_CHECKPOINT_INTERVAL_SECONDS',
  /** How many checkpoints are kept. */
  checkpointKeep: 'CROSSTRAIN_CHECKPOINT_KEEP',
  /** JSON array of `{name, uri, path?, access}`; `path` where the input is mounted as a folder. */
  inputs: 'CROSSTRAIN_INPUTS',
  /** JSON object `{maxRestarts, maxPreemptions?, maxOutOfMemory}`: what a Job alone cannot count. */
  failurePolicy: 'CROSSTRAIN_FAILURE_POLICY',
  /** Where rank 0 reports progress: `configmap://<namespace>/<name>` or `file:///…`; absent for the others. */
  progress: 'CROSSTRAIN_PROGRESS',
  /** Port of metrics and health over HTTP. */
  metricsPort: 'CROSSTRAIN_METRICS_PORT',
} as const;

/** The version of the contract that this tree writes and reads. */
export const contractVersion = '1';

/** Ports that training pods listen on. */
export const ports = { training: 2222, metrics: 9090 } as const;

/** Folders that a training pod may use; everything else is read-only. */
export const folders = {
  source: '/crosstrain/source',
  inputs: '/crosstrain/inputs',
  artifacts: '/crosstrain/artifacts',
  temporary: '/tmp',
} as const;
