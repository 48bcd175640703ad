import { expect, test } from '@jest/globals';
import { coloured, plain, terminalOf } from '../../../cli/terminal/style.ts';

const cases = [
  {
    reason: 'a terminal gets colours',
    stream: { isTTY: true, columns: 90 },
    env: {},
    want: { width: 90, style: coloured },
  },
  { reason: 'a pipe gets none, and 80 columns', stream: { columns: 90 }, env: {}, want: { width: 80, style: plain } },
  {
    reason: 'NO_COLOR is respected',
    stream: { isTTY: true },
    env: { NO_COLOR: '1' },
    want: { width: 80, style: plain },
  },
  {
    reason: 'an empty NO_COLOR says nothing',
    stream: { isTTY: true },
    env: { NO_COLOR: '' },
    want: { width: 80, style: coloured },
  },
  {
    reason: 'a dumb terminal gets none',
    stream: { isTTY: true },
    env: { TERM: 'dumb' },
    want: { width: 80, style: plain },
  },
  {
    reason: 'long lines are hard to read',
    stream: { isTTY: true, columns: 250 },
    env: {},
    want: { width: 100, style: coloured },
  },
  {
    reason: 'a terminal that does not know its size gets 80',
    stream: { isTTY: true, columns: 0 },
    env: {},
    want: { width: 80, style: coloured },
  },
  {
    reason: 'below 40 nothing fits',
    stream: { isTTY: true, columns: 10 },
    env: {},
    want: { width: 40, style: coloured },
  },
];

test.each(cases)('$reason', ({ stream, env, want }) => {
  expect(terminalOf(stream, env)).toEqual(want);
});

test('marks leave an empty text empty', () => {
  expect(coloured.strong('')).toBe('');
  expect(coloured.bad('x')).toBe('\u001b[31mx\u001b[39m');
});
