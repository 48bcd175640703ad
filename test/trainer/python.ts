import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a Python program of this folder with TensorFlow and TensorBoard at hand, and returns the JSON that it prints. */
export function python(program: string, ...args: readonly string[]): unknown {
  const interpreter = process.env['CROSSTRAIN_PYTHON'];
  if (interpreter === undefined) throw new Error('cannot run Python: start this tier by test/trainer/run.sh');
  const path = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
  const { status, stdout, stderr } = spawnSync(interpreter, [path, ...args], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot run ${program}: it ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
