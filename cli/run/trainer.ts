import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CliError } from '../cli-error.ts';
import type { Variables } from './environment.ts';

/**
 * Runs the trainer to its end and returns its exit code.
 *
 * Ctrl-C and SIGTERM reach it as SIGTERM, as a kubelet would send it, so that it can save; a second one ends it at once.
 */
export async function runTrainer(program: string, variables: Variables): Promise<number> {
  const child = spawn(process.execPath, [program], {
    env: Object.fromEntries(variables),
    stdio: ['ignore', 'inherit', 'inherit'],
    // Its own process group: else the terminal would send Ctrl-C to it too, as SIGINT, before it is asked politely.
    detached: process.platform !== 'win32',
  });
  let asked = 0;
  const ask = () => void child.kill(asked++ === 0 ? 'SIGTERM' : 'SIGKILL');
  const kill = () => void child.kill('SIGKILL');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ask);
  process.once('exit', kill);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(new CliError(`cannot start the trainer: ${error.message}`)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
  } finally {
    for (const signal of signals) process.off(signal, ask);
    process.off('exit', kill);
  }
}
