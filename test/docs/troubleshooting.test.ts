import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { reasons } from '../../api/conditions.ts';

const text = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
/** Title and first paragraph of each third-level section. */
const sections = [...text.matchAll(/^### (.+)\n\n(?!#)((?:.+\n)+)/gm)].map(([, title = '', body = '']) => ({
  title,
  body,
}));

test('every reason that a condition can have is documented once, and no other', () => {
  expect(sections.map(({ title }) => title).sort()).toEqual(Object.values(reasons).sort());
});

test.each(sections)('$title says what it means in at least one sentence', ({ body }) => {
  expect(body).toMatch(/[A-Z].{10,}\.\s/s);
});
