import { basename } from 'node:path';
import { withFunction } from '../preview/command.ts';
import { preview } from '../preview/preview.ts';
import { readSources } from '../sources/files.ts';
import { terminalOf } from '../terminal/style.ts';
import { artifactsFolder } from '../run/artifacts.ts';
import { train } from '../run/command.ts';
import { localEnvironment } from '../run/here.ts';
import { localRun } from '../run/local-run.ts';
import { nextLines, startLines } from './text.ts';
import type { Command } from 'commander';

/** What somebody sees who has just cloned the project. */
const firstRun = 'examples/first-run';

/** Adds `crosstrain start`: the preview in short, the same run trained here, and where to go on. It asks nothing. */
export function registerStart(parent: Command): void {
  parent
    .command('start')
    .description('preview an example in short, train it here, and say what to try next')
    .argument('[folder]', 'a folder with run.yaml and policy.yaml', firstRun)
    .action(async (folder: string) => {
      const terminal = terminalOf(process.stdout, process.env);
      const sources = readSources(folder);
      const run = localRun(await withFunction((ports) => preview(sources, {}, ports)));
      const artifacts = artifactsFolder(run.namespace, run.name, false);
      const choices = { artifacts, requiresAccelerator: false };
      const { variables } = localEnvironment(run.environment, choices, process.env);
      process.stdout.write(`${startLines(sources.title, run, terminal).join('\n')}\n`);
      process.exitCode = await train(variables, `npx crosstrain run ${folder}`);
      const policy = sources.files.find(({ name }) => basename(name) === 'policy.yaml')?.name;
      if (process.exitCode === 0) process.stdout.write(`${nextLines(folder, policy, terminal).join('\n')}\n`);
    });
}
