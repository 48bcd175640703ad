import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Option } from 'commander';
import { startFunction } from '../function/function-process.ts';
import { readObjects, readSources } from '../sources/files.ts';
import { terminalOf } from '../terminal/style.ts';
import { program } from '../tree.ts';
import { diffText } from './diff.ts';
import { changes } from './changes.ts';
import { page } from '../picture/page.ts';
import { objectsJson, objectsYaml } from './objects.ts';
import { preview } from './preview.ts';
import { previewText } from './text.ts';
import type { Command } from 'commander';
import type { SimulationPorts } from './simulate.ts';
import type { Preview } from './preview.ts';

interface Options {
  readonly output: keyof typeof formats;
  readonly observed?: string;
  readonly settled?: true;
  readonly diff?: string;
  readonly to?: string;
}

/** How a preview can be printed. */
const formats = {
  text: ({ title, stories }: Preview) => `${previewText(title, stories, terminalOf(process.stdout, process.env))}\n`,
  yaml: ({ stories, shown }: Preview) => objectsYaml(stories, shown),
  json: ({ stories, shown }: Preview) => objectsJson(stories, shown),
  html: (result: Preview) => page(result),
} as const;

/** Adds `crosstrain preview`. */
export function registerPreview(parent: Command): void {
  parent
    .command('preview')
    .description(
      'what a run would make, what waits for what, and what it costs; nothing is bought, no cluster is needed',
    )
    .argument('<path>', 'a file with a run, or a folder: run.yaml, policy.yaml, and whatever else the run reads')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(Object.keys(formats)).default('text'))
    .option('--to <file>', 'write to a file instead of standard output')
    .option('--observed <file>', 'objects that exist already, as kubectl get -o yaml prints them')
    .option('--settled', 'play the providers until everything is done, and show that')
    .option('--diff <path>', 'what changes against this file or folder, as if its run were training')
    .action(async (path: string, options: Options) => {
      const sources = readSources(path);
      await withFunction(async (ports) => {
        if (options.diff !== undefined) {
          const result = await changes(readSources(options.diff), sources, ports);
          process.stdout.write(`${diffText(result, terminalOf(process.stdout, process.env))}\n`);
          return;
        }
        const observed = options.observed === undefined ? [] : readObjects(options.observed);
        const result = await preview(sources, { observed, settled: options.settled === true }, ports);
        write(formats[options.output](result), result, options);
      });
    });
}

/** Writes to where it is wanted. A page is no use in a terminal, so there it goes to a file beside the run's artifacts. */
function write(text: string, { stories }: Preview, { output, to }: Options): void {
  const { namespace = 'default', name } = stories[0]?.object.metadata ?? { name: 'run' };
  const besideArtifacts = join('.crosstrain', namespace, name, 'preview.html');
  const path = to ?? (output === 'html' && process.stdout.isTTY ? besideArtifacts : undefined);
  if (path === undefined) {
    process.stdout.write(text);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`wrote ${path}\n`);
}

/** Starts the function for as long as something is done with it. */
export async function withFunction<Result>(use: (ports: SimulationPorts) => Promise<Result>): Promise<Result> {
  const running = await startFunction(program('function'));
  try {
    return await use({ call: running.call, start: new Date() });
  } finally {
    running.stop();
  }
}
