import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { smallestRun } from './environment.ts';

const program = fileURLToPath(new URL('../../dist/trainer.mjs', import.meta.url));

/** How a trainer's process ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What it said as JSON lines, where it was asked for them. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** How a trainer is started, and when it is asked to end. */
interface Options {
  readonly variables: Readonly<Record<string, string>>;
  /** Looks at all that was said so far, after each piece; the signal is sent once, when it first says yes. */
  readonly signalWhen?: (out: string) => boolean;
  /** The signal is sent when this is aborted, too. */
  readonly signalOn?: AbortSignal;
  readonly signal?: NodeJS.Signals;
}

/** Runs the bundled trainer as a process of its own, with no other environment than what a container gives it. */
export function runTrainer({ variables, signalWhen, signalOn, signal = 'SIGTERM' }: Options): Promise<Ended> {
  if (!existsSync(program)) throw new Error(`cannot test the trainer: ${program} is missing; node scripts/bundle.mjs`);
  const env = { ...smallestRun, CROSSTRAIN_LOG: 'json', CROSSTRAIN_BACKEND: 'wasm', ...variables };
  const trainer = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err, isSignalled] = ['', '', false];
  trainer.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
  trainer.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    if (isSignalled || !signalWhen?.(out)) return;
    isSignalled = true;
    trainer.kill(signal);
  });
  signalOn?.addEventListener('abort', () => trainer.kill(signal), { once: true });
  return new Promise((resolve, reject) => {
    trainer.on('error', reject);
    trainer.on('close', (code) => resolve({ code, out, err, events: eventsIn(out) }));
  });
}

function eventsIn(out: string): Readonly<Record<string, unknown>>[] {
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
