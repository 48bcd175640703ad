import { expect } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Compares a text with the file of that name in `golden/`, which somebody has read and found good.
 *
 * `UPDATE_GOLDEN=1` writes the file instead, for a person to read; with `CI=true` that is refused.
 */
export function expectGoldenText(name: string, text: string): void {
  const file = new URL(`./golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    if (process.env['CI'] === 'true')
      throw new Error(`cannot write ${name}: CI compares golden files, it never writes them`);
    writeFileSync(file, text);
    return;
  }
  expect(text).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : `there is no golden/${name}; UPDATE_GOLDEN=1 writes it`,
  );
}

/** Lines that a terminal of so many columns would break. */
export function tooLong(text: string, width: number): readonly string[] {
  return text.split('\n').filter((line) => line.length > width);
}
