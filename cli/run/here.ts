import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment } from '../../api/trainer-contract/environment.ts';
import { progressKey } from '../../api/trainer-contract/progress.ts';
import { listAt, recordAt, stringAt } from '../../api/json.ts';
import { CliError } from '../cli-error.ts';
import { logFile, type ArtifactsFolder } from './artifacts.ts';
import type { Variables } from './environment.ts';

/** A variable that is not as in the pod, and how it is here. */
export interface Difference {
  readonly name: string;
  readonly inPod: string;
  /** `undefined` where it is not set at all. */
  readonly here: string | undefined;
  /** What that means, for people. */
  readonly why: string;
}

/** The pod's variables as they must be on this machine, and every one that differs. */
export interface LocalEnvironment {
  readonly variables: Variables;
  readonly differences: readonly Difference[];
  /** Names of variables that come from the shell, since no program starts well without them. */
  readonly fromShell: readonly string[];
}

/** What a run here may change. */
export interface LocalChoices {
  readonly artifacts: ArtifactsFolder;
  /** Whether an accelerator is required here too. */
  readonly requiresAccelerator: boolean;
  /** @default no port is opened */
  readonly metricsPort?: number;
  /** Folder of the user's code. @default what the pod would have */
  readonly source?: string;
  /** Folders of this machine in place of the run's inputs, by name. @default none */
  readonly inputs?: Variables;
  /** Whether the shell's credentials for clouds are handed on, so that inputs can be fetched. @default false */
  readonly usesCredentials?: boolean;
}

/** What a process needs of its machine to start, to find libraries and to know its terminal. */
const shellVariables = [
  'PATH',
  'SystemRoot',
  'LD_LIBRARY_PATH',
  'TERM',
  'NO_COLOR',
  'CROSSTRAIN_LOG',
  'CROSSTRAIN_BACKEND',
  'CROSSTRAIN_EXECUTION',
];

/** The trainer's own, beside the contract: a file for `crosstrain logs`. */
const logVariable = 'CROSSTRAIN_LOG_FILE';

/** What the SDKs of object stores look for. */
const credentials = /^(AWS|GOOGLE|AZURE)_|^STORAGE_EMULATOR_HOST$/;

/** Moves a pod's environment to this machine. */
export function localEnvironment(
  inPod: Variables,
  { artifacts, requiresAccelerator, metricsPort, source, inputs = new Map(), usesCredentials = false }: LocalChoices,
  shell: Readonly<Record<string, string | undefined>>,
): LocalEnvironment {
  const progress = pathToFileURL(join(artifacts.path, progressKey)).href;
  const [given, found] = [inPod.get(environment.inputs), [...inputs.keys()].join(', ')];
  const changes: readonly [string, string | undefined, string][] = [
    [environment.artifacts, artifacts.path, `the folder ${artifacts.shown} instead of the pod's volume`],
    [environment.progress, progress, `the file ${progressKey} in it instead of a ConfigMap`],
    [
      environment.accelerator,
      requiresAccelerator ? 'required' : 'none',
      requiresAccelerator ? 'required here too' : 'none: what this machine has will do',
    ],
    [
      environment.acceleratorCount,
      requiresAccelerator ? inPod.get(environment.acceleratorCount) : '0',
      '0: none is set aside for it',
    ],
    [
      environment.metricsPort,
      metricsPort === undefined ? undefined : String(metricsPort),
      'not set: no port is opened',
    ],
    [environment.source, source ?? inPod.get(environment.source), `the folder ${source ?? ''}`],
    [environment.inputs, given === undefined ? given : inputsHere(given, inputs), `folders of this machine: ${found}`],
  ];
  const variables = new Map(inPod);
  const differences: Difference[] = [];
  for (const [name, here, why] of changes) {
    const before = inPod.get(name);
    if (before === undefined || before === here) continue;
    if (here === undefined) variables.delete(name);
    else variables.set(name, here);
    differences.push({ name, inPod: before, here, why });
  }
  const clouds = usesCredentials
    ? [
        'HOME',
        ...Object.keys(shell)
          .filter((name) => credentials.test(name))
          .sort(),
      ]
    : [];
  // The home folder holds what signing in left; a pod's is empty.
  variables.set(logVariable, join(artifacts.path, logFile));
  const fromShell = [...shellVariables, ...clouds].filter(
    (name) => shell[name] !== undefined && (name === 'HOME' || !inPod.has(name)),
  );
  for (const name of fromShell) variables.set(name, shell[name] ?? '');
  return { variables, differences, fromShell };
}

/** The inputs as they are here; throws a CliError for one that only a cluster has, and for a folder that no input asks for. */
function inputsHere(document: string, folders: Variables): string {
  const inputs = listAt({ inputs: JSON.parse(document) as unknown }, 'inputs');
  const names = inputs.map((input) => stringAt(input, 'name') ?? '');
  const unknown = [...folders.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new CliError(`cannot take a folder for input ${unknown}: the run has no such input (${known})`);
  }
  const here = inputs.map((input) => {
    const name = stringAt(input, 'name') ?? '';
    const path = folders.get(name);
    if (path !== undefined) return { ...recordAt(input), uri: pathToFileURL(path).href, path };
    if (stringAt(input, 'path') === undefined) return input;
    throw new CliError(
      `cannot read input ${name} here: it is a volume of the cluster; --input ${name}=FOLDER names a folder`,
    );
  });
  return JSON.stringify(here);
}
