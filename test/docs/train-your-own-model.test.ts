import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolders } from '../trainer-image/temporary-folder.ts';
import { runTrainer } from '../trainer-image/trainer-process.ts';

const temporaryFolder = temporaryFolders();
const guide = readFileSync(new URL('../../docs/train-your-own-model.md', import.meta.url), 'utf8');

test('the file in the guide trains, reaches its goal, and leaves a SavedModel', async () => {
  const artifacts = temporaryFolder();
  const [, code] = /```js\n([\s\S]+?)```/.exec(guide)!;
  writeFileSync(join(artifacts, 'spirals.mjs'), code!);
  const ended = await runTrainer({
    variables: {
      CROSSTRAIN_RECIPE: '',
      CROSSTRAIN_MODULE: 'spirals.mjs',
      CROSSTRAIN_SOURCE: artifacts,
      CROSSTRAIN_ARTIFACTS: artifacts,
    },
  });
  expect(ended).toMatchObject({ code: 0, err: '' });
  const { metrics, goal, savedModel } = ended.events.at(-1) as {
    metrics: { accuracy: number };
    goal: { atLeast: number };
    savedModel: string;
  };
  expect(metrics.accuracy).toBeGreaterThanOrEqual(goal.atLeast);
  expect(savedModel).toBe(join(artifacts, 'saved-model'));
});
