import { expect, test } from '@jest/globals';
import { nearestName } from '../../../cli/validate/nearest-name.ts';

const known = ['trainer', 'accelerator', 'workers', 'resources', 'budget', 'data'];

test.each([
  { because: 'one letter too few', name: 'acelerator', expected: 'accelerator' },
  { because: 'one letter too many', name: 'workerss', expected: 'workers' },
  { because: 'the singular', name: 'worker', expected: 'workers' },
  { because: 'two letters swapped', name: 'trianer', expected: 'trainer' },
  { because: 'other capitals', name: 'Budget', expected: 'budget' },
  { because: 'another word altogether', name: 'gpus', expected: undefined },
  { because: 'a short word that is half wrong', name: 'dots', expected: undefined },
])('$name: $because', ({ name, expected }) => {
  expect(nearestName(name, known)).toBe(expected);
});

test('of two that are equally near, the first', () => {
  expect(nearestName('maxTotalUSB', ['maxTotalUSD', 'maxTotalUSC'])).toBe('maxTotalUSD');
});
