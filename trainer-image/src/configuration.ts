import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractVersion, environment } from '../../api/trainer-contract/environment.ts';
import type { Input } from './data/inputs.ts';
import { environmentReader, isObject, type EnvironmentReader } from './environment-reader.ts';
import { parseTfConfig, roles, type Task } from './tf-config.ts';

/** Where rank 0 reports progress. */
export type ProgressTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'configmap'; readonly namespace: string; readonly name: string };

/** How output looks: a bar that redraws itself, plain lines, or a JSON object per line. */
export type LogFormat = 'bar' | 'lines' | 'json';

/** How training steps are taken: `auto` as one graph where the backend can, `eager` operation by operation. */
export type ExecutionWish = 'auto' | 'eager';

/** What may be asked for as the library that computes. */
export type BackendChoice = 'auto' | 'native' | 'wasm' | 'cpu';

/** The variables that this trainer reads besides the contract; `crosstrain run` hands them on from the shell. */
const ownVariables = {
  /** `bar`, `lines` or `json`. Default: `bar` on a terminal, else `lines`. */
  log: 'CROSSTRAIN_LOG',
  /** A file that gets plain lines too, behind what is in it. Default: none. */
  logFile: 'CROSSTRAIN_LOG_FILE',
  /** `auto`, `native`, `wasm` or `cpu`. Default: `auto`, the best that works here; plain `cpu` only when asked. */
  backend: 'CROSSTRAIN_BACKEND',
  /** `auto` or `eager`. Default: `auto`, which is one graph per step on native TensorFlow. */
  execution: 'CROSSTRAIN_EXECUTION',
} as const;

/** What is trained: a built-in recipe, or a file of the user's. */
export type Subject =
  { readonly kind: 'recipe'; readonly name: string } | { readonly kind: 'module'; readonly path: string };

/** Everything that a training process is told, read once and trusted afterwards. */
export interface Configuration {
  readonly run: { readonly name: string; readonly namespace: string; readonly attempt: number };
  readonly task: Task;
  readonly subject: Subject;
  /** As given; the recipe checks them. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly isAcceleratorRequired: boolean;
  readonly backend: BackendChoice;
  readonly execution: ExecutionWish;
  /** What the run may read, besides what the recipe brings. */
  readonly inputs: readonly Input[];
  /** Absolute folder; the run owns all below it. */
  readonly artifacts: string;
  readonly checkpoints: { readonly intervalSeconds: number; readonly keep: number };
  /** `undefined`: this process reports to nobody. */
  readonly progress: ProgressTarget | undefined;
  /** `undefined`: no port is opened. */
  readonly metricsPort: number | undefined;
  readonly log: LogFormat;
  /** A file that gets plain lines, too. */
  readonly logFile: string | undefined;
}

/** A configuration, or every reason why there is none: one sentence per variable. */
export type ParsedConfiguration =
  | { readonly isValid: true; readonly configuration: Configuration }
  | { readonly isValid: false; readonly problems: readonly string[] };

/**
 * Reads the environment contract, `TF_CONFIG` and this trainer's own variables.
 * @param variables a process's environment
 * @param isTerminal whether a person watches standard output; it decides the default of the log format
 */
export function parseConfiguration(
  variables: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ParsedConfiguration {
  const read = environmentReader(variables);
  checkContract(read);
  const task = onlyTask(read);
  const progress = progressTarget(read);
  const configuration: Configuration = {
    run: {
      name: read.text(environment.run),
      namespace: read.text(environment.namespace),
      attempt: read.integer(environment.attempt, { from: 0 }),
    },
    task,
    subject: subject(read),
    hyperparameters: read.jsonObject(environment.hyperparameters),
    isAcceleratorRequired: read.oneOf(environment.accelerator, ['required', 'none']) === 'required',
    backend: read.oneOf(ownVariables.backend, ['auto', 'native', 'wasm', 'cpu'], 'auto'),
    execution: read.oneOf(ownVariables.execution, ['auto', 'eager'], 'auto'),
    inputs: inputs(read),
    artifacts: artifactsFolder(read),
    checkpoints: {
      intervalSeconds: read.integer(environment.checkpointIntervalSeconds, { from: 1 }),
      keep: read.integer(environment.checkpointKeep, { from: 1 }),
    },
    // All pods of a role share one template, and so this variable; the first of them reports.
    progress: task.index === 0 ? progress : undefined,
    metricsPort: read.has(environment.metricsPort)
      ? read.integer(environment.metricsPort, { from: 1, to: 65_535 })
      : undefined,
    log: read.oneOf(ownVariables.log, ['bar', 'lines', 'json'], isTerminal ? 'bar' : 'lines'),
    logFile: read.has(ownVariables.logFile) ? read.text(ownVariables.logFile) : undefined,
  };
  return read.problems.length === 0 ? { isValid: true, configuration } : { isValid: false, problems: read.problems };
}

function checkContract(read: EnvironmentReader): void {
  const version = read.text(environment.contract);
  if (version !== '' && version !== contractVersion) {
    read.refuse(environment.contract, `it is version ${version}; this trainer knows version ${contractVersion}`);
  }
  // Not acted on yet, but a broken contract must show on the first run, not on the first that needs them.
  read.oneOf(environment.strategy, ['AllReduce', 'ParameterServer']);
  read.integer(environment.acceleratorCount, { from: 0 });
  read.jsonObject(environment.failurePolicy);
}

/** This process's task, in a cluster that must be of one: several tasks cannot exchange gradients yet. */
function onlyTask(read: EnvironmentReader): Task {
  const task = { role: read.oneOf(environment.role, roles), index: read.integer(environment.index, { from: 0 }) };
  if (!read.has('TF_CONFIG')) return task;
  const cluster = parseTfConfig(read.text('TF_CONFIG'));
  if ('problem' in cluster) {
    read.refuse('TF_CONFIG', cluster.problem);
    return task;
  }
  if (cluster.task.role !== task.role || cluster.task.index !== task.index) {
    const named = `${cluster.task.role} ${cluster.task.index}`;
    read.refuse('TF_CONFIG', `its task is ${named}, ${environment.role} and _INDEX say ${task.role} ${task.index}`);
  }
  const sizes = roles.flatMap((role) => (cluster.sizes[role] ? [`${cluster.sizes[role]} ${role}`] : []));
  const total = roles.reduce((sum, role) => sum + (cluster.sizes[role] ?? 0), 0);
  if (total > 1 || task.role === 'ps' || task.role === 'evaluator') {
    read.refuse(
      'TF_CONFIG',
      `it names ${sizes.join(', ')}; this trainer trains with one worker: set spec.workers to 1`,
    );
  }
  return task;
}

function subject(read: EnvironmentReader): Subject {
  if (!read.has(environment.module)) return { kind: 'recipe', name: read.text(environment.recipe) };
  const module = read.text(environment.module);
  if (read.has(environment.recipe))
    read.refuse(environment.module, 'a recipe is set, too; only one of them can be trained');
  const source = read.text(environment.source);
  const path = resolve(source, module);
  if (source !== '' && relative(source, path).startsWith('..')) {
    read.refuse(environment.module, `${module} is not below ${source}`);
  }
  return { kind: 'module', path };
}

function inputs(read: EnvironmentReader): readonly Input[] {
  return read.jsonArray(environment.inputs).flatMap((value, index) => {
    const { name, uri, path } = isObject(value) ? value : {};
    if (typeof name === 'string' && typeof uri === 'string' && (path === undefined || typeof path === 'string')) {
      return [{ name, uri, path }];
    }
    read.refuse(
      environment.inputs,
      `entry ${index} is no object with the texts name, uri and, where it is mounted, path`,
    );
    return [];
  });
}

function artifactsFolder(read: EnvironmentReader): string {
  const place = read.text(environment.artifacts);
  if (place !== '' && !isAbsolute(place)) {
    read.refuse(environment.artifacts, `${place} is no absolute folder; this trainer writes to mounted volumes only`);
  }
  return place;
}

function progressTarget(read: EnvironmentReader): ProgressTarget | undefined {
  if (!read.has(environment.progress)) return undefined;
  const text = read.text(environment.progress);
  const configMap = /^configmap:\/\/([^/]+)\/([^/]+)$/.exec(text);
  if (configMap?.[1] && configMap[2]) return { kind: 'configmap', namespace: configMap[1], name: configMap[2] };
  if (URL.canParse(text) && /^file:\/\/\/[^%]/.test(text)) return { kind: 'file', path: fileURLToPath(text) };
  read.refuse(environment.progress, `${text} is neither configmap://<namespace>/<name> nor file:///<path>`);
  return undefined;
}
