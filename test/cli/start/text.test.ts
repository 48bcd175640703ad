import { expect, jest, test } from '@jest/globals';
import { preview } from '../../../cli/preview/preview.ts';
import { localRun } from '../../../cli/run/local-run.ts';
import { nextLines, startLines } from '../../../cli/start/text.ts';
import { expectGoldenText, tooLong } from '../golden-text.ts';
import { example, ports, terminal } from '../preview/ports.ts';

jest.setTimeout(120_000);

test('what somebody sees first, but for the training itself', async () => {
  const result = await preview(example('first-run'), {}, ports);
  const lines = [
    ...startLines(result.title, localRun(result), terminal),
    '(the trainer speaks)',
    ...nextLines('examples/first-run', 'examples/first-run/policy.yaml', terminal),
  ];
  expectGoldenText('start.txt', `${lines.join('\n')}\n`);
  expect(tooLong(lines.join('\n'), 80)).toEqual([]);
});
