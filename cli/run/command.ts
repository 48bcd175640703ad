import { InvalidArgumentError } from 'commander';
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
    .action(async (path: string, options: Options) => {
      const terminal = terminalOf(process.stdout, process.env);
      const sources = readSources(path);
      const run = localRun(await withFunction((ports) => preview(sources, {}, ports)));
      const folder = artifactsFolder(run.namespace, run.name, options.resume === true);
      const here = localEnvironment(
        run.environment,
        {
          artifacts: folder,
          requiresAccelerator: options.accelerator === true,
          ...(options.metricsPort !== undefined && { metricsPort: options.metricsPort }),
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
