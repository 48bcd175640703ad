import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { pulled } from '../artifacts/pull.ts';
import { CliError } from '../cli-error.ts';
import { clusterBy } from '../cluster/kubectl.ts';
import { placeOf } from '../cluster/run-name.ts';

interface Options {
  readonly cluster?: true;
  readonly port: string;
}

/** Adds `crosstrain tensorboard`. */
export function registerTensorboard(parent: Command): void {
  parent
    .command('tensorboard')
    .description("shows a run's curves in TensorBoard, which must be installed: pip install tensorboard")
    .argument('<run>', 'namespace/name')
    .option('--port <port>', 'where it listens, on this machine only', '6006')
    .option('--cluster', 'the run in the cluster, though one of that name ran here')
    .action(async (run: string, options: Options) => {
      const place = placeOf(run, options);
      // In the cluster they lie on a volume: what is there now is copied, and asking again shows what came since.
      const copy = place.kind === 'cluster' ? mkdtempSync(join(tmpdir(), 'crosstrain-events-')) : undefined;
      try {
        if (copy !== undefined) await pulled(place, { folder: copy, only: ['events'], cluster: clusterBy() });
        const folder = join(place.kind === 'here' ? place.folder : (copy ?? ''), 'events');
        process.exitCode = await shown(folder, options.port);
      } finally {
        if (copy !== undefined) rmSync(copy, { recursive: true, force: true });
      }
    });
}

async function shown(folder: string, port: string): Promise<number> {
  const args = ['--logdir', folder, '--host', '127.0.0.1', '--port', port];
  const child = spawn(process.env['TENSORBOARD'] ?? 'tensorboard', args, { stdio: 'inherit' });
  // Ctrl-C reaches TensorBoard by itself; this program must live on to delete its copy.
  process.on('SIGINT', () => undefined);
  return new Promise<number>((resolve, reject) => {
    const fix = `pip install tensorboard, or point another at ${folder}`;
    child.once('error', (error) => reject(new CliError(`cannot start tensorboard: ${error.message}; ${fix}`)));
    child.once('exit', (code) => resolve(code ?? 0));
  });
}
