import { describe, expect, test } from '@jest/globals';
import { logArguments } from '../../../cli/logs/command.ts';

const command = 'kubectl -n team-vision logs -f job/digits-worker-3080e5 -c trainer';

test('a log is read by the command that the run gives, and followed where that is asked for', () => {
  const rest = ['job/digits-worker-3080e5', '-c', 'trainer'];
  expect(logArguments(command, false)).toEqual(['-n', 'team-vision', 'logs', ...rest]);
  expect(logArguments(command, true)).toEqual(['-n', 'team-vision', 'logs', '-f', ...rest]);
});

describe('refused, with what does it', () => {
  test.each([
    { reason: 'no Job yet', given: undefined, says: 'the run has no Job yet' },
    {
      reason: 'pods on another cluster',
      given: `${command} # on the cluster of team-vision/remote`,
      says: `cannot show the log from here: its pods are on the cluster of team-vision/remote; there, ${command} does`,
    },
    { reason: 'something else', given: 'rm -rf /', says: 'it is no command of kubectl' },
  ])('$reason', ({ given, says }) => {
    expect(() => logArguments(given, false)).toThrow(says);
  });
});
