import { Option } from 'commander';
import { CliError } from '../cli-error.ts';
import { readOffers } from '../function/offers.ts';
import { readObjects } from '../sources/files.ts';
import { terminalOf } from '../terminal/style.ts';
import { program } from '../tree.ts';
import { offersText } from './table.ts';
import type { Command } from 'commander';
import type { KubernetesObject } from '../../simulator/object.ts';

interface Options {
  readonly policy?: string;
  readonly output: 'text' | 'json';
}

/** Adds `crosstrain offers`. */
export function registerOffers(parent: Command): void {
  parent
    .command('offers')
    .description('what could be bought where and for how much, and why not')
    .argument('[accelerator]', 'only this one, such as L4, with every shape')
    .option('--policy <file>', "the platform's policy; without one nothing may be bought")
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (accelerator: string | undefined, { policy, output }: Options) => {
      const rows = await readOffers(program('function'), policy === undefined ? undefined : policyIn(policy));
      if (accelerator !== undefined && !rows.some((row) => row.accelerator === accelerator)) {
        const known = [...new Set(rows.map((row) => row.accelerator))].toSorted().join(', ');
        throw new CliError(`cannot find accelerator ${accelerator}: the catalog has ${known}`);
      }
      if (output === 'json') {
        const wanted = rows.filter((row) => accelerator === undefined || row.accelerator === accelerator);
        process.stdout.write(`${JSON.stringify(wanted, null, 2)}\n`);
        return;
      }
      const view = { ...(accelerator !== undefined && { accelerator }), ...(policy !== undefined && { policy }) };
      process.stdout.write(`${offersText(rows, view, terminalOf(process.stdout, process.env)).trimEnd()}\n`);
    });
}

/** The one policy in a file. */
function policyIn(path: string): KubernetesObject {
  const policies = readObjects(path).filter(({ kind }) => kind === 'EnvironmentConfig');
  const [policy] = policies;
  if (policy === undefined || policies.length > 1) {
    throw new CliError(`cannot read a policy from ${path}: it holds ${policies.length} EnvironmentConfigs, not one`);
  }
  return policy;
}
