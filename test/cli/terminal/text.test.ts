import { expect, test } from '@jest/globals';
import {
  bothEnds,
  counted,
  duration,
  fitted,
  labelled,
  printable,
  shortened,
  table,
  wrapped,
} from '../../../cli/terminal/text.ts';

test.each([
  ['a bell and an escape sequence cannot reach the terminal', 'a\u0007b\u001b[31mc', 'a b [31mc'],
  ['a text that is written from right to left cannot hide its end', 'a\u202Eb', 'a b'],
  ['line breaks become spaces', ' a\n b ', 'a  b'],
])('printable: %s', (_reason, given, want) => {
  expect(printable(given)).toBe(want);
});

test.each([
  ['what fits stays', 'abc', 3, 'abc'],
  ['what does not fit ends with an ellipsis', 'abcd', 3, 'ab…'],
])('fitted: %s', (_reason, text, width, want) => {
  expect(fitted(text, width)).toBe(want);
});

test('wrapped breaks at spaces, and leaves a long word whole', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b']);
  expect(wrapped('', 5)).toEqual([]);
});

test('shortened says that there was more, within the width', () => {
  expect(shortened(['a', 'b'], 2, 9)).toEqual(['a', 'b']);
  expect(shortened(['a', 'b', 'c'], 2, 9)).toEqual(['a', 'b …']);
  expect(shortened(['a', 'bbbb', 'c'], 2, 4)).toEqual(['a', 'bbb…']);
});

test('labelled puts later lines under the first word', () => {
  expect(labelled('name', 'one two', { indent: 1, labelWidth: 6, width: 11 })).toEqual([' name  one', '       two']);
  expect(labelled('name', '', { indent: 0, labelWidth: 6, width: 11 })).toEqual(['name']);
});

test('bothEnds uses one line where two spaces are left, else two', () => {
  expect(bothEnds('ab', 'cd', 6)).toEqual(['ab  cd']);
  expect(bothEnds('ab', 'cd', 5)).toEqual(['ab', '   cd']);
  expect(bothEnds('ab', '', 5)).toEqual(['ab']);
});

test('table aligns words left and numbers right', () => {
  expect(
    table(
      [
        ['a', '1'],
        ['bcd', '10'],
      ],
      [1],
    ),
  ).toEqual(['a     1', 'bcd  10']);
});

test.each([
  [1, '1 object'],
  [2, '2 objects'],
  [0, '0 objects'],
])('counted: %d', (count, want) => {
  expect(counted(count, 'object')).toBe(want);
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [75, '1 min 15 s'],
  [3600, '1 h'],
  [89_463, '24 h 51 min'],
  [259_199, '71 h 59 min'],
  [277_200, '3 d 5 h'],
])('duration: %d seconds', (seconds, want) => {
  expect(duration(seconds)).toBe(want);
});
