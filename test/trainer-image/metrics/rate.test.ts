import { expect, test } from '@jest/globals';
import { rateMeter } from '../../../trainer-image/src/metrics/rate.ts';

test('nothing is known before two marks', () => {
  const rate = rateMeter(10_000);
  expect(rate.perSecond(0)).toBe(0);
  rate.add(100, 1000);
  expect(rate.perSecond(1000)).toBe(0);
});

test('the rate is what happened since the first mark, while that is not long ago', () => {
  const rate = rateMeter(10_000);
  for (const at of [0, 1000, 2000]) rate.add(100, at);
  expect(rate.perSecond(2000)).toBe(100);
  expect(rate.perSecond(4000)).toBe(50);
});

test('what is longer ago than the window counts no more', () => {
  const rate = rateMeter(10_000);
  for (let at = 0; at <= 60_000; at += 1000) rate.add(100, at);
  for (let at = 61_000; at <= 80_000; at += 1000) rate.add(10, at);
  expect(rate.perSecond(80_000)).toBe(10);
});
