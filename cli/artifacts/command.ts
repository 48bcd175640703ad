import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { clusterBy } from '../cluster/kubectl.ts';
import { placeOf } from '../cluster/run-name.ts';
import { pulled } from './pull.ts';

interface Options {
  readonly cluster?: true;
  readonly only?: readonly string[];
}

/** Adds `crosstrain artifacts pull`. */
export function registerArtifacts(parent: Command): void {
  parent
    .command('artifacts')
    .description('what runs leave: checkpoints, events, models')
    .command('pull')
    .description('copies what a run left, here or in the cluster, to a folder')
    .argument('<run>', 'namespace/name')
    .argument('[folder]', 'a folder that is empty or not there yet. Default: the name of the run')
    .option('--only <names...>', 'some of checkpoints, events, model, saved-model')
    .option('--cluster', 'the run in the cluster, though one of that name ran here')
    .action(async (run: string, given: string | undefined, options: Options) => {
      const folder = given ?? run.slice(run.indexOf('/') + 1);
      const place = placeOf(run, options);
      const files = await pulled(place, { folder, only: options.only ?? [], cluster: clusterBy() });
      if (files === 0) throw new CliError(`cannot find artifacts of ${run}: there are none yet`);
      const from = place.kind === 'here' ? place.folder : 'the cluster';
      process.stdout.write(`${files} files from ${from} in ${folder}\n`);
    });
}
