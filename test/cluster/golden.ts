import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

/** Compares with the file of that name in golden/; writes it where UPDATE_GOLDEN is set, which CI never does. */
export function expectGolden(name: string, text: string): void {
  const path = new URL(`golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] !== undefined) {
    writeFileSync(path, text);
    return;
  }
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : `there is no golden/${name}`);
}

/** The text without what differs between two stands: times, uids, ages, versions of objects, generated suffixes. */
export function steady(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g, '<time>')
    .replace(/(Resource Version:\s+)\d+/g, '$1<version>')
    .replace(/(\s)(\d+[dhms])+(?=\s|$)/g, '$1<age>');
}
