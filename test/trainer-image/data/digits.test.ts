import { expect, test } from '@jest/globals';
import { readDigits, side, type Digits } from '../../../trainer-image/src/data/digits.ts';

const digits = readDigits();

test('the file is the published one', () => {
  expect(digits.sha256).toBe('09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22');
});

test('1797 images, 360 of them for tests only, 36 of each digit', () => {
  const perDigit = (labels: Uint8Array) =>
    Array.from({ length: 10 }, (_, digit) => labels.filter((l) => l === digit).length);
  expect(perDigit(digits.test.labels)).toEqual(new Array(10).fill(36));
  expect(perDigit(digits.training.labels)).toEqual([142, 146, 141, 147, 145, 146, 145, 143, 138, 144]);
});

test('no image is in both parts', () => {
  const images = ({ pixels, labels }: Digits) =>
    Array.from(labels, (_, i) => pixels.subarray(i * side * side, (i + 1) * side * side).join());
  const training = new Set(images(digits.training));
  expect(images(digits.test).filter((image) => training.has(image))).toEqual([]);
});

test('an image looks like its digit', () => {
  const pixels = [...digits.training.pixels.subarray(0, side * side)];
  const rows = Array.from({ length: side }, (_, y) =>
    pixels
      .slice(y * side, (y + 1) * side)
      .map((ink) => (ink > 0.5 ? '#' : ' '))
      .join('')
      .trimEnd(),
  );
  const zero = ['   ##', '  ####', '  #  #', '  #', '     #', '  #  #', '  # ##', '   ##'];
  expect([digits.training.labels[0], rows]).toEqual([0, zero]);
});
