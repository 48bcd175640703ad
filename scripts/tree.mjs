// Where the work tree is, and who was started: what every script here asks.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Whether the module is the one that Node was started with.
 * @param {string} url the module's `import.meta.url`
 */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/**
 * Runs a script's program where the script is the one that was started; what it throws is said in a line and ends it.
 * @param {string} url the script's `import.meta.url`
 * @param {() => unknown} program
 */
export async function runAsProgram(url, program) {
  if (!isMain(url)) return;
  try {
    await program();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
