import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { variable } from './environment.ts';

test('no composite was ever Responsive=False: in none of the tests before, core’s circuit breaker opened', () => {
  const log = readFileSync(`${variable('STAND')}/log/core.log`, 'utf8');
  expect(log).toContain('Reconciling');
  // What core says when it sets that condition.
  const lines = log.split('\n').filter((line) => line.includes('Circuit breaker is open'));
  expect(lines).toEqual([]);
});
