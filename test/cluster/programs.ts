import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { variable } from './stand.ts';

const script = fileURLToPath(new URL('stand/restart.sh', import.meta.url));

/**
 * Kills one of the stand's programs without a chance to say goodbye, and starts it again.
 * @param bundle of the function: what Node runs from now on; default: the same as before
 */
export async function restarted(program: 'function' | 'core' | 'apiserver', bundle?: string): Promise<void> {
  await promisify(execFile)(script, [variable('STAND'), program, ...(bundle === undefined ? [] : [bundle])]);
}

/**
 * Kills Crossplane core and starts it again, this time with a circuit breaker that never opens: for tests that let happen in
 * seconds what takes a cloud half an hour. `restarted('core')` brings back the usual one.
 */
export async function restartedWithoutBreaker(): Promise<void> {
  await promisify(execFile)(script, [variable('STAND'), 'core', '--', '--circuit-breaker-burst=100000']);
}
