import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { readSources } from '../sources/files.ts';
import { program } from '../tree.ts';

interface Options {
  readonly [name: string]: string | undefined;
}

/** Adds `crosstrain workflow`: what Temporal does with a run from its application to its removal. */
export function registerWorkflow(parent: Command): void {
  const workflow = parent
    .command('workflow')
    .description('runs from their application to their removal, by Temporal: TEMPORAL_ADDRESS says where it is');
  workflow
    .command('start')
    .description('begins the workflow of a TrainingRun')
    .argument('<file>', 'a file or folder with one TrainingRun')
    .action((file: string) => ask(['start'], runIn(file)));
  workflow
    .command('schedule')
    .description('trains anew at times that a cron line says, never twice at a time')
    .argument('<file>', 'a file or folder with one TrainingRun')
    .requiredOption('--cron <line>', 'five fields, UTC, such as "0 2 * * *"')
    .action((file: string, options: Options) => ask(['schedule', ...flags(options)], runIn(file)));
  workflow
    .command('watch')
    .description('tells each change until the workflow is over')
    .argument('<run>', 'namespace/name')
    .action((run: string) => ask(['watch', run]));
  decisionCommand(workflow, 'approve', 'says yes to a run that waits for it');
  decisionCommand(workflow, 'rollback', 'takes back what the workflow did, and ends it');
  decisionCommand(workflow, 'extend', 'gives what the workflow waits for more time').requiredOption(
    '--seconds <number>',
    'how much more',
  );
  workflow
    .command('history')
    .description('the audit trail: who did what to which object, when, and with what outcome')
    .argument('<run>', 'namespace/name')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'jsonl']).default('text'))
    .action((run: string, options: Options) => ask(['history', run, ...flags(options)]));
}

function decisionCommand(workflow: Command, name: string, description: string): Command {
  return workflow
    .command(name)
    .description(description)
    .argument('<run>', 'namespace/name')
    .option('--by <name>', 'who decides; default: the user of this machine')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .action((run: string, options: Options) => ask([name, run, ...flags(options)]));
}

function flags(options: Options): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** The one TrainingRun of a file or folder, as JSON. */
function runIn(path: string): string {
  const runs = readSources(path).objects.filter(({ kind }) => kind === 'TrainingRun');
  const [run] = runs;
  if (run === undefined || runs.length > 1)
    throw new CliError(`cannot start a workflow from ${path}: it holds ${runs.length} TrainingRuns, not one`);
  return JSON.stringify(run);
}

/** Has the orchestrator's client do it, whose packages a first try of crosstrain does without. */
async function ask(args: readonly string[], input = ''): Promise<void> {
  const client = fileURLToPath(new URL('../node_modules/@temporalio/client', import.meta.url));
  if (!existsSync(client))
    throw new CliError('cannot speak to Temporal: its packages are not installed; npm ci does it');
  const child = spawn(process.execPath, [program('workflow'), ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(input);
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
