import { expect, test } from '@jest/globals';
import { sentences } from '../../api/field-error.ts';
import { shortened } from '../../api/shortened.ts';

test.each([
  { text: 'short', most: 5, shown: 'short', because: 'it fits' },
  { text: 'longer', most: 5, shown: 'long…', because: 'the ellipsis counts' },
  { text: 'ab\u{1f600}', most: 3, shown: 'ab…', because: 'half of a letter is none' },
])('"$text" in $most letters is "$shown": $because', ({ text, most, shown }) => {
  expect(shortened(text, most)).toBe(shown);
});

test('of very many errors the first are named, and the rest counted', () => {
  const errors = Array.from({ length: 23 }, (_, index) => ({ path: `spec.list[${index}]`, message: 'is wrong' }));
  const named = sentences(errors).split('; ');
  expect(named).toHaveLength(21);
  expect(named[0]).toBe('spec.list[0]: is wrong');
  expect(named.at(-1)).toBe('and 3 more');
});

test('an endless error is cut', () => {
  expect(sentences([{ path: 'spec', message: 'x'.repeat(5000) }])).toHaveLength(1000);
});
