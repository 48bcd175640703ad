import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CliError } from './cli-error.ts';

/**
 * A program that the bundler made beside this one.
 *
 * Throws a CliError where it is missing, as in a tree that was never built.
 */
export function program(name: 'function' | 'trainer' | 'workflow'): string {
  // One folder below the root, whether this runs from dist/ or from its source.
  const path = fileURLToPath(new URL(`../dist/${name}.mjs`, import.meta.url));
  if (!existsSync(path)) throw new CliError(`cannot start ${name}: ${path} is not there; npm run build makes it`);
  return path;
}
