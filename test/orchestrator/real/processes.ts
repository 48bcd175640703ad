import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../../orchestrator/contract/search-attributes.ts';
import { freePort } from '../../support/free-port.ts';

const tree = fileURLToPath(new URL('../../../', import.meta.url));

/** A process that a test starts, kills and starts again. */
class Restartable {
  readonly #begin: () => ChildProcess;
  #child: ChildProcess | undefined;

  constructor(begin: () => ChildProcess) {
    this.#begin = begin;
  }

  start(): void {
    this.#child = this.#begin();
  }

  /** Its exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#child !== undefined && this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child?.exitCode ?? null;
  }

  /** Ends it without a word, as a machine that dies. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** A development server of Temporal's that keeps what it knows in a file. */
export class TemporalServer {
  readonly address: string;
  readonly #folder: string;
  readonly #process: Restartable;

  private constructor(port: number, metricsPort: number) {
    this.address = `127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'crosstrain-temporal.'));
    const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)];
    args.push('--metrics-port', String(metricsPort), '--db-filename', join(this.#folder, 'temporal.db'));
    args.push('--log-level', 'error');
    // A server takes up to a minute to learn of one that is added while it runs.
    for (const { name, type } of Object.values(searchAttributes))
      args.push('--search-attribute', `${name}=${type === 'INT' ? 'Int' : 'Keyword'}`);
    this.#process = new Restartable(() => spawn(variable('TEMPORAL'), args, { stdio: 'ignore' }));
  }

  /** Starts one on free ports. */
  static async up(): Promise<TemporalServer> {
    const server = new TemporalServer(await freePort(), await freePort());
    await server.start();
    return server;
  }

  /** Starts it, again where it was killed, and waits until it answers. */
  async start(): Promise<void> {
    this.#process.start();
    await eventually('Temporal answers', async () => {
      const connection = await Connection.connect({ address: this.address, connectTimeout: '1s' });
      await connection.close();
      return true;
    });
  }

  /** Kills it with signal 9. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async end(): Promise<void> {
    await this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

/** The worker as it is deployed, a process of its own. */
export class WorkerProcess {
  readonly metrics: string;
  readonly #folder: string;
  readonly #log: string;
  readonly #process: Restartable;

  private constructor(temporal: Variables, kubeconfig: string, metricsPort: number, args: readonly string[]) {
    this.metrics = `http://127.0.0.1:${metricsPort}/metrics`;
    this.#folder = mkdtempSync(join(tmpdir(), 'crosstrain-worker.'));
    const config = join(this.#folder, 'kubeconfig');
    writeFileSync(config, kubeconfig);
    const environment = { PATH: process.env['PATH'], KUBECONFIG: config, ...temporal };
    const program = [`${tree}dist/orchestrator.mjs`, '--metrics-address', `127.0.0.1:${metricsPort}`, ...args];
    // A stand keeps the logs of all that runs on it.
    const stand = process.env['STAND'];
    this.#log = stand === undefined ? join(this.#folder, 'log') : `${stand}/log/orchestrator.log`;
    this.#process = new Restartable(() => {
      const log = openSync(this.#log, 'a');
      const child = spawn(process.execPath, program, { stdio: ['ignore', log, log], env: environment });
      closeSync(log);
      return child;
    });
  }

  /**
   * Starts one.
   * @param temporal where Temporal is, or the variables that say so
   */
  static async up(
    temporal: string | Variables,
    kubeconfig: string,
    ...args: readonly string[]
  ): Promise<WorkerProcess> {
    const worker = new WorkerProcess(variables(temporal), kubeconfig, await freePort(), args);
    worker.start();
    return worker;
  }

  /** How it ended by itself: its exit code and all that it said. */
  async ended(): Promise<{ readonly code: number | null; readonly said: string }> {
    const code = await this.#process.ended();
    return { code, said: readFileSync(this.#log, 'utf8') };
  }

  start(): void {
    this.#process.start();
  }

  /** Kills it: with signal 9, or another. */
  async kill(signal?: NodeJS.Signals): Promise<void> {
    await this.#process.kill(signal);
  }

  /** Writes a file that goes with it; gives its path. */
  file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  async end(): Promise<void> {
    await this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

type Variables = Readonly<Record<string, string>>;

function variables(temporal: string | Variables): Variables {
  return typeof temporal === 'string' ? { TEMPORAL_ADDRESS: temporal } : temporal;
}

/**
 * Runs `crosstrain workflow` as a person does; gives its exit code and all that it said.
 * @param temporal where Temporal is, or the variables that say so
 */
export async function crosstrainWorkflow(
  temporal: string | Variables,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [`${tree}dist/crosstrain.mjs`, 'workflow', ...args], {
    env: { PATH: process.env['PATH'], ...variables(temporal) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Asks again and again until `probe` gives something but undefined and does not throw; rejects after that many seconds. */
export async function eventually<T>(what: string, probe: () => Promise<T | undefined>, seconds = 90): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await later(200);
  }
  throw new Error(`not within ${seconds} s: ${what}; last: ${String(last)}`);
}

/** A variable that run.sh sets. */
function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`cannot find ${name}: start these tests with test/orchestrator/run.sh`);
  return value;
}
