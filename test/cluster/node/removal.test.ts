import { expect, test } from '@jest/globals';
import { eventually, inventory } from '../stand.ts';
import { documented } from './documented.ts';

test('what docs/install.md says removes crosstrain', async () => {
  const ours = (line: string) => /crosstrain/.test(line) && !line.startsWith('pkg.crossplane.io/v1beta1 Lock ');
  expect((await inventory()).filter(ours)).not.toEqual([]);
  await documented('Remove it');
  let left: readonly string[] = [];
  await eventually('nothing of crosstrain is left', 180, async () => {
    left = (await inventory()).filter(ours);
    return left.length === 0 ? left : undefined;
  }).catch(() => undefined);
  expect(left).toEqual([]);
});
