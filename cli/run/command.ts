import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { environment } from '../../api/trainer-contract/environment.ts';
import { CliError } from '../cli-error.ts';
import { withFunction } from '../preview/command.ts';
import { preview } from '../preview/preview.ts';
import { summaryOf } from '../preview/run-summary.ts';
import { headLines } from '../preview/text.ts';
import { readSources } from '../sources/files.ts';
import { terminalOf } from '../terminal/style.ts';
import { fitted, printable } from '../terminal/text.ts';
import { program } from '../tree.ts';
import { artifactsFolder } from './artifacts.ts';
import { exitMeaning } from './exit.ts';
import { localEnvironment } from './here.ts';
import { localRun } from './local-run.ts';
import { differenceLines } from './text.ts';
import { runTrainer } from './trainer.ts';
import type { Command } from 'commander';

interface Options {
  readonly resume?: true;
  readonly accelerator?: true;
  readonly metricsPort?: number;
  readonly source?: string;
  readonly input: readonly string[];
  readonly cloudCredentials?: true;
}

/** Adds `crosstrain run`; its exit code is the trainer's. */
export function registerRun(parent: Command): void {
  parent
    .command('run')
    .description("train a run on this machine, with exactly the environment that its Job's pod would get")
    .argument('<path>', 'a file with a run, or a folder with run.yaml and policy.yaml')
    .option('--resume', 'go on from the newest checkpoint of the last time instead of starting afresh')
    .option('--accelerator', 'require an accelerator here too')
    .option('--metrics-port <port>', 'serve metrics and health at this port', portNumber)
    .option('--source <folder>', "folder of the module's code, in place of what a cluster mounts", folderNamed)
    .option('--input <name=folder>', 'a folder in place of an input; once for each', collected, [])
    .option('--cloud-credentials', "hand on this shell's AWS_…, GOOGLE_…, AZURE_… and HOME, to fetch inputs with")
    .action(async (path: string, options: Options) => {
      const terminal = terminalOf(process.stdout, process.env);
      const sources = readSources(path);
      const run = localRun(await withFunction((ports) => preview(sources, {}, ports)), {
        hasSource: options.source !== undefined,
      });
      const folder = artifactsFolder(run.namespace, run.name, options.resume === true);
      const here = localEnvironment(
        run.environment,
        {
          artifacts: folder,
          requiresAccelerator: options.accelerator === true,
          ...(options.metricsPort !== undefined && { metricsPort: options.metricsPort }),
          ...(options.source !== undefined && { source: options.source }),
          inputs: new Map(options.input.map(inputFolder)),
          usesCredentials: options.cloudCredentials === true,
        },
        process.env,
      );
      const lines = [
        terminal.style.strong(fitted(`crosstrain run · ${printable(sources.title)}`, terminal.width)),
        '',
        ...headLines(summaryOf(run.story.object), terminal),
        ...differenceLines(here, terminal),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = await train(here.variables, `crosstrain run ${path}`);
    });
}

/** Trains, says what an end other than success means, and returns the exit code. */
export async function train(variables: ReadonlyMap<string, string>, again: string): Promise<number> {
  mkdirSync(variables.get(environment.artifacts) ?? '', { recursive: true });
  const code = await runTrainer(program('trainer'), variables);
  const meaning = exitMeaning(code, again);
  if (meaning !== undefined) process.stderr.write(`crosstrain: the trainer ${meaning}\n`);
  return code;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('It is no port.');
  return port;
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function folderNamed(text: string): string {
  const folder = resolve(text);
  if (!existsSync(folder)) throw new InvalidArgumentError(`${folder} is not there.`);
  return folder;
}

function inputFolder(text: string): readonly [string, string] {
  const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || folder === undefined) throw new CliError(`cannot read --input ${text}: write name=folder`);
  if (!existsSync(folder)) throw new CliError(`cannot take ${folder} for input ${name}: it is not there`);
  return [name, resolve(folder)];
}
