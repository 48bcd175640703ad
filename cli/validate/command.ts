import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import type { SourceFile } from './documents.ts';
import { report } from './report.ts';
import { validate } from './validate.ts';

interface Options {
  readonly old: readonly string[];
  readonly output: 'text' | 'json';
}

/** Adds `crosstrain validate`; it sets exit code 1 when an object is invalid, 2 when there is nothing to check. */
export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('check files against the kinds of crosstrain, their rules and the policy, without a cluster')
    .argument('<path...>', 'YAML or JSON files, folders of them, or - for standard input')
    .option('--old <path...>', 'the objects before the change, to check what may not change', [])
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action((paths: readonly string[], { old, output }: Options) => {
      const results = validate(paths.flatMap(sourceFiles), old.flatMap(sourceFiles));
      console.log(output === 'json' ? JSON.stringify(results, null, 2) : report(results));
      if (results.some(({ outcome }) => outcome === 'Invalid')) process.exitCode = 1;
      else if (results.every(({ outcome }) => outcome === 'Skipped')) process.exitCode = 2;
    });
}

function sourceFiles(path: string): readonly SourceFile[] {
  if (path === '-') return [{ name: 'standard input', text: readFileSync(0, 'utf8') }];
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new CliError(`cannot read ${path}: there is no such file or folder`);
  if (!stat.isDirectory()) return [{ name: path, text: readFileSync(path, 'utf8') }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .toSorted()
    .map((name) => ({ name: join(path, name), text: readFileSync(join(path, name), 'utf8') }));
}
