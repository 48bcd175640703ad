import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { stringAt } from '../../api/json.ts';
import { CliError } from '../cli-error.ts';
import { clusterBy, runOf } from '../cluster/kubectl.ts';
import { placeOf } from '../cluster/run-name.ts';
import { logFile } from '../run/artifacts.ts';

interface Options {
  readonly cluster?: true;
  readonly follow?: true;
}

/** Adds `crosstrain logs`. */
export function registerLogs(parent: Command): void {
  parent
    .command('logs')
    .description('what the trainer of a run said, here or in the cluster')
    .argument('<run>', 'namespace/name')
    .option('--follow', 'go on while it trains, in the cluster')
    .option('--cluster', 'the run in the cluster, though one of that name ran here')
    .action(async (run: string, options: Options) => {
      const place = placeOf(run, options);
      if (place.kind === 'here') {
        const file = join(place.folder, logFile);
        if (!existsSync(file)) throw new CliError(`cannot find the log of ${run}: ${file} is not there`);
        await pipeline(createReadStream(file), process.stdout, { end: false });
        return;
      }
      const cluster = clusterBy();
      const command = stringAt(runOf(cluster, place.run), 'status', 'commands', 'logs');
      process.exitCode = await cluster.shown(logArguments(command, options.follow === true));
    });
}

/** kubectl's arguments out of the command that a run's status gives; throws a CliError where it cannot be run from here. */
export function logArguments(command: string | undefined, isFollowed: boolean): readonly string[] {
  if (command === undefined)
    throw new CliError('cannot show a log: the run has no Job yet; its status says what it waits for');
  const [line = '', there] = command.split(' # ');
  if (there !== undefined)
    throw new CliError(`cannot show the log from here: its pods are ${there}; there, ${line} does`);
  const [program, ...args] = line.split(' ');
  if (program !== 'kubectl') throw new CliError(`cannot show a log by ${command}: it is no command of kubectl`);
  return args.filter((argument) => argument !== '-f' || isFollowed);
}
