import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integerBelow, permutation, randomAt } from '../../../trainer-image/src/data/random.ts';

test('a stream is the same whenever it is made, on every machine', () => {
  const random = randomAt(7, 'order', 3);
  expect([random(), random(), random()]).toEqual([0.4099027125630528, 0.3511356490198523, 0.6817909786477685]);
});

test('other places give other streams', () => {
  const places = [[1, 2], [2, 1], ['1', 2], [1, '2'], ['12'], [12], [1], [1, 0], [2 ** 32, 1]];
  const firsts = places.map((place) => randomAt(0, ...place)());
  expect(new Set(firsts).size).toBe(places.length);
});

test('close seeds give streams that have nothing to do with one another', () => {
  const draws = 2000;
  const sum = (of: (i: number) => number) => Array.from({ length: draws }, (_, i) => of(i)).reduce((a, b) => a + b, 0);
  const first = (seed: number) => randomAt(seed, 'batch')() - 0.5;
  const correlation = sum((seed) => first(seed) * first(seed + 1)) / sum((seed) => first(seed) ** 2);
  expect(Math.abs(correlation)).toBeLessThan(0.1);
});

test('numbers are spread evenly', () => {
  const random = randomAt(1, 'spread');
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[integerBelow(10, random)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1100);
});

test('a permutation has every number once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (count, seed) => {
      const drawn = permutation(count, randomAt(seed, 'permutation'));
      expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
  );
});

test('every number gets to every place', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    permutation(5, randomAt(seed, 'places')).forEach((value, place) => seen.add(`${value} at ${place}`));
  }
  expect(seen.size).toBe(25);
});
