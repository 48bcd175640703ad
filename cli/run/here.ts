import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment } from '../../api/trainer-contract/environment.ts';
import { progressKey } from '../../api/trainer-contract/progress.ts';
import type { ArtifactsFolder } from './artifacts.ts';
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

/** Moves a pod's environment to this machine. */
export function localEnvironment(
  inPod: Variables,
  { artifacts, requiresAccelerator, metricsPort }: LocalChoices,
  shell: Readonly<Record<string, string | undefined>>,
): LocalEnvironment {
  const progress = pathToFileURL(join(artifacts.path, progressKey)).href;
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
  const fromShell = shellVariables.filter((name) => shell[name] !== undefined && !inPod.has(name));
  for (const name of fromShell) variables.set(name, shell[name] ?? '');
  return { variables, differences, fromShell };
}
