import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { stringify } from 'yaml';

/**
 * Compares a value with the golden file, YAML with sorted keys or pretty JSON by its name. `UPDATE_GOLDEN=1` writes the
 * file instead, which a person then reads; with `CI=true` that is refused.
 */
export function expectGolden(path: string, value: unknown): void {
  const file = new URL(`../../${path}`, import.meta.url);
  const text = path.endsWith('.json') ? `${JSON.stringify(value, null, 2)}\n` : yamlText(value);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    if (process.env['CI'] === 'true')
      throw new Error(`cannot write ${path}: CI compares golden files, it never writes them`);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : `there is no ${path}; UPDATE_GOLDEN=1 writes it`).toBe(text);
}

function yamlText(value: unknown): string {
  // Through JSON, as on the wire: what is undefined is not there.
  return stringify(JSON.parse(JSON.stringify(value)), {
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
