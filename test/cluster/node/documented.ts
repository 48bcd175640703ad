import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { variable } from '../stand.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** Runs the shell blocks of a section of docs/install.md, in the repository's root; gives what they print. */
export async function documented(title: string): Promise<string> {
  const { stdout: script } = await run(process.execPath, [
    `${root}test/cluster/node/blocks.mjs`,
    `${root}docs/install.md`,
    title,
  ]);
  const PATH = `${dirname(variable('KUBECTL'))}:${variable('PATH')}`;
  const ran = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env: { ...process.env, PATH } });
  return ran.stdout;
}
