import { spawn, spawnSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { RunName } from './run-name.ts';

/** The cluster of kubectl's own configuration, through kubectl: its plugins for signing in are the user's, not ours. */
export interface Cluster {
  /** An object of the cluster as JSON; throws a CliError with kubectl's own words. */
  json(args: readonly string[], input?: unknown): unknown;
  /** Runs kubectl with the terminal that this program has; returns its exit code. */
  shown(args: readonly string[]): Promise<number>;
  /** Hands what kubectl prints to a reader. */
  read<Result>(args: readonly string[], reader: (stream: Readable) => Promise<Result>): Promise<Result>;
}

/** kubectl of the PATH, or the one that `KUBECTL` names. */
export function clusterBy(program = process.env['KUBECTL'] ?? 'kubectl'): Cluster {
  return {
    json(args, input) {
      const ran = spawnSync(program, [...args, '--output=json'], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        ...(input !== undefined && { input: JSON.stringify(input) }),
      });
      if (ran.error) throw notStarted(program, ran.error);
      if (ran.status !== 0) throw new CliError(`cannot ask the cluster: ${lastLine(ran.stderr)}`);
      return JSON.parse(ran.stdout) as unknown;
    },
    async shown(args) {
      const child = spawn(program, args, { stdio: 'inherit' });
      return new Promise<number>((resolve, reject) => {
        child.once('error', (error) => reject(notStarted(program, error)));
        child.once('exit', (code) => resolve(code ?? 1));
      });
    },
    async read(args, reader) {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part));
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once('error', (error) => reject(notStarted(program, error)));
        child.once('close', resolve);
      });
      const [result, code] = await Promise.all([reader(child.stdout), ended]);
      if (code !== 0) throw new CliError(`cannot read from the cluster: ${lastLine(said)}`);
      return result;
    },
  };
}

/** kubectl says its reason last, behind what its libraries complain of. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function notStarted(program: string, error: Error): CliError {
  return new CliError(`cannot start ${program}: ${error.message}; KUBECTL names another`);
}

/** A run's own object; throws a CliError where there is none. */
export function runOf(cluster: Cluster, { namespace, name }: RunName): unknown {
  return cluster.json(['get', 'trainingruns.crosstrain.dev', name, '--namespace', namespace]);
}
