import { spawn } from 'node:child_process';
import { Client, credentials } from '@grpc/grpc-js';
import { renderProtocol, type FunctionAddress, type RenderInput, type RenderOutput } from './protocol.ts';

/** Where the engine is, and how long one reconcile may take. */
export interface EngineOptions {
  /** Crossplane core's own binary (the CLI's has no engine). */
  readonly binary: string;
  /** Crossplane's sources of the same version: the protocol's definition is read from there. */
  readonly sourceDir: string;
  /** @default 20 */
  readonly limitSeconds?: number;
}

/** What a reconcile did; where a function refused, why nothing was applied or deleted. */
export interface Rendered extends RenderOutput {
  readonly fatal?: string;
}

/** One real reconcile of one composite; rejects where the engine itself fails or a function does not answer in time. */
export type Engine = (input: RenderInput) => Promise<Rendered>;

/** `crossplane internal render` ends with this where a function's result was fatal; its output is then still whole. */
const fatalExitCode = 3;

/** How long an address may take to answer when it is asked, after a time limit was reached, whether it is there at all. */
const probeMilliseconds = 500;

/** The real render engine of Crossplane, one process per reconcile. */
export function engine(options: EngineOptions): Engine {
  const protocol = renderProtocol(options.sourceDir);
  const limitSeconds = options.limitSeconds ?? 20;
  return async (input) => {
    const run = await runProcess(
      options.binary,
      ['internal', 'render', `--timeout=${limitSeconds}s`],
      protocol.encode(input),
    );
    if (run.code === 0) return protocol.decode(run.stdout);
    if (run.code === fatalExitCode) return { ...protocol.decode(run.stdout), fatal: fatalMessage(run.stderr) };
    if (/deadline exceeded|DeadlineExceeded/i.test(run.stderr)) {
      throw new Error(await silenceMessage(input.functions, limitSeconds));
    }
    throw new Error(`cannot render ${input.composite.kind} ${input.composite.metadata.name}: ${run.stderr.trim()}`);
  };
}

interface Run {
  readonly code: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

function runProcess(binary: string, args: readonly string[], input: Uint8Array): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => reject(new Error(`cannot start the engine ${binary}: ${error.message}`)));
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.on('error', () => undefined); // The exit code says more than a broken pipe.
    child.stdin.end(input);
  });
}

// "crossplane: error: cannot render composite resource: cannot compose resources: pipeline step …": as the condition of
// the composite has it, without what only the command says.
function fatalMessage(stderr: string): string {
  const text = stderr.trim();
  const at = text.indexOf('cannot compose resources: ');
  return at < 0 ? text : text.slice(at);
}

// The engine waits for a function until its limit and then names none: ask each of them.
async function silenceMessage(functions: readonly FunctionAddress[], limitSeconds: number): Promise<string> {
  const probes = await Promise.all(functions.map(async (one) => ({ ...one, answers: await answers(one.address) })));
  const silent = probes.filter((one) => !one.answers).map((one) => `${one.name} at ${one.address}`);
  if (silent.length > 0) {
    return `cannot render within ${limitSeconds} s: no answer without TLS from ${silent.join(', ')}; start it with --insecure`;
  }
  const names = probes.map((one) => `${one.name} at ${one.address}`);
  return `cannot render within ${limitSeconds} s: ${names.join(', ')} accepted the connection and did not return`;
}

function answers(address: string): Promise<boolean> {
  const client = new Client(address, credentials.createInsecure());
  return new Promise((resolve) => {
    client.waitForReady(Date.now() + probeMilliseconds, (error) => {
      client.close();
      resolve(error === undefined);
    });
  });
}
