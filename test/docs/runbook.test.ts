import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { failureTypes } from '../../orchestrator/contract/failures.ts';

const text = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

test('every type that a workflow fails with is in the runbook once, and no other', () => {
  const titles = [...text.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
  expect(titles.sort()).toEqual(Object.values(failureTypes).sort());
});
