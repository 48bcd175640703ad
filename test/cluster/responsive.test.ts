import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { variable } from './environment.ts';

// Not yet so for a TrainingNetwork of a whole example: thirty objects and the Usages of each, written within seconds.
test('no run was ever Responsive=False: in none of the tests before, core’s circuit breaker cut one off from its events', () => {
  const log = readFileSync(`${variable('STAND')}/log/core.log`, 'utf8').split('\n');
  const ofRuns = log.filter((line) => line.includes('composite/trainingruns.crosstrain.dev'));
  expect(ofRuns.length).toBeGreaterThan(0);
  // What core says when it sets that condition.
  expect(ofRuns.filter((line) => line.includes('Circuit breaker is open'))).toEqual([]);
});
