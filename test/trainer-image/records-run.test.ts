import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { runTrainer } from './trainer-process.ts';
import { temporaryFolders } from './temporary-folder.ts';

const temporaryFolder = temporaryFolders();

/** Learns y = 2x + 1 from records that the trainer's own thread reads. */
const line = (maxCorrupt: number) => `export default {
  goal: { metric: 'closeness', atLeast: 0 },
  defaults: { epochs: 60, batchSize: 16, learningRate: 0.01 },
  experiment({ seed }, { tf, layers: { sequential, layers }, heNormal, inputRecords }) {
    const records = inputRecords('points', { format: 'jsonl', fields: { x: 'float32', y: 'float32' }, maxCorrupt: ${maxCorrupt} });
    const column = (values) => tf.tensor2d(values, [values.length, 1]);
    return {
      records, dataDigest: records.digest, examples: records.length, testExamples: 1,
      model: () => sequential({ layers: [layers.dense({ name: 'line', units: 1, inputShape: [1], kernelInitializer: heNormal(seed, 'line') })] }),
      batch: (indices, random, { x, y }) => ({ inputs: column(x), targets: column(y) }),
      loss: (targets, outputs) => tf.losses.meanSquaredError(targets, outputs),
      evaluate: (model) => ({ closeness: tf.tidy(() => 1 - Math.abs(3 - model.apply(column([1])).dataSync()[0])) }),
    };
  },
};
`;

function given(maxCorrupt: number) {
  const folder = temporaryFolder();
  const file = join(folder, 'points.jsonl');
  const points = Array.from({ length: 200 }, (_, i) => JSON.stringify({ x: i / 100, y: (2 * i) / 100 + 1 }));
  writeFileSync(file, [...points, '{"x":1', ''].join('\n'));
  writeFileSync(join(folder, 'line.mjs'), line(maxCorrupt));
  const offset = points.join('\n').length + 1;
  const corrupt = `the corrupt record at byte ${offset} of ${file}: it is no JSON`;
  const variables = (artifacts: string) => ({
    CROSSTRAIN_RECIPE: '',
    CROSSTRAIN_SOURCE: folder,
    CROSSTRAIN_MODULE: 'line.mjs',
    CROSSTRAIN_INPUTS: JSON.stringify([{ name: 'points', uri: pathToFileURL(folder).href, access: 'ReadOnly' }]),
    CROSSTRAIN_ARTIFACTS: join(folder, artifacts),
  });
  return { folder, corrupt, variables };
}

test('a module on records is stopped, goes on, and ends with the weights of a run left alone', async () => {
  const { folder, corrupt, variables } = given(1);
  const stopped = await runTrainer({
    variables: variables('stopped'),
    signalWhen: (out) => out.split('"event":"epoch"').length > 3,
  });
  expect(stopped).toMatchObject({ code: 42, err: '' });
  expect(stopped.events.find(({ event }) => event === 'warning')).toMatchObject({ message: `skips ${corrupt}` });
  expect(await runTrainer({ variables: variables('stopped') })).toMatchObject({ code: 0, err: '' });
  expect(await runTrainer({ variables: variables('whole') })).toMatchObject({ code: 0, err: '' });
  const weights = (artifacts: string) => readFileSync(join(folder, artifacts, 'model', 'weights.bin'));
  expect(weights('stopped')).toEqual(weights('whole'));
});

test('one corrupt record too many ends it with 65, the file and the offset', async () => {
  const { corrupt, variables } = given(0);
  const ended = await runTrainer({ variables: variables('none') });
  expect(ended.code).toBe(65);
  expect(ended.events.at(-1)).toMatchObject({
    reason: 'dataError',
    message: `cannot train on this data: 1 corrupt records, and at most 0 may be skipped (maxCorrupt); the last is ${corrupt.replace('the corrupt record ', '')}`,
  });
});
