import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { moduleAt } from '../../../trainer-image/src/recipes/module.ts';
import { train } from '../../../trainer-image/src/training/loop.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { useWasm } from '../wasm.ts';

const temporaryFolder = temporaryFolders();

beforeAll(useWasm);

/** Learns a line from points. */
const line = `
export default {
  goal: { metric: 'closeness', atLeast: 0.9 },
  hyperparameters: { slope: { type: 'number', minimum: -5, maximum: 5, default: 2 } },
  defaults: { epochs: 20, learningRate: 0.05 },
  experiment({ seed, slope }, { tf, layers: { sequential, layers }, heNormal }) {
    const place = (index) => (index % 20) / 10 - 1;
    const column = (values) => tf.tensor2d(values, [values.length, 1]);
    return {
      dataDigest: 'points', examples: 200, testExamples: 20,
      model: () => sequential({ layers: [layers.dense({ name: 'line', units: 1, inputShape: [1], kernelInitializer: heNormal(seed, 'line') })] }),
      batch(indices) {
        const places = Array.from(indices, place);
        return { inputs: column(places), targets: column(places.map((x) => slope * x + 1)) };
      },
      loss: (targets, outputs) => tf.losses.meanSquaredError(targets, outputs),
      evaluate: (model) => ({ closeness: tf.tidy(() => 1 - Math.abs(slope + 1 - model.apply(column([1])).dataSync()[0])) }),
    };
  },
};
`;

function fileWith(name: string, code: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, code);
  return path;
}

test('a user’s own file is trained as a recipe is', async () => {
  const module = await moduleAt(fileWith('line.mjs', line));
  const experiment = module.experiment({ slope: -3 }, []);
  expect(experiment.hyperparameters).toEqual({ epochs: 20, batchSize: 32, learningRate: 0.05, seed: 1, slope: -3 });
  const outcome = await train(experiment, { poll: () => undefined, emit: () => undefined });
  expect(outcome).toMatchObject({ kind: 'finished', metrics: { closeness: expect.any(Number) } });
  if (outcome.kind === 'finished') expect(outcome.metrics['closeness']).toBeGreaterThan(0.9);
});

test('other code is another training', async () => {
  const digest = async (code: string) => (await moduleAt(fileWith('line.mjs', code))).experiment({}, []).dataDigest;
  expect(await digest(line)).toBe(await digest(line));
  expect(await digest(line)).not.toBe(await digest(`${line} `));
});

test('its hyperparameters are checked as a recipe’s are', async () => {
  const module = await moduleAt(fileWith('line.mjs', line));
  expect(() => module.experiment({ slope: 9, epochs: 0, steep: 1 }, [])).toThrow(
    'cannot train line.mjs: hyperparameter epochs is 0; it must be a whole number from 1 to 100000. ' +
      'hyperparameter slope is 9; it must be a number from -5 to 5. ' +
      'line.mjs has no hyperparameter steep; it has batchSize, epochs, learningRate, seed, slope',
  );
});

const refused = [
  { reason: 'does not run', name: 'a.mjs', code: 'throw new Error("broken")', says: 'it does not run: Error: broken' },
  { reason: 'exports nothing', name: 'b.mjs', code: '', says: 'it exports no object as its default' },
  {
    reason: 'has no experiment',
    name: 'c.mjs',
    code: 'export default {}',
    says: 'its default export has no function experiment',
  },
  {
    reason: 'has no goal',
    name: 'd.mjs',
    code: 'export default { experiment() {}, goal: { metric: "a" } }',
    says: 'its default export has no goal of {metric, atLeast}',
  },
];

test.each(refused)('a file that $reason is refused', async ({ name, code, says }) => {
  const path = fileWith(name, code);
  await expect(moduleAt(path)).rejects.toMatchObject({
    reason: 'usage',
    message: expect.stringContaining(`cannot train ${path}: ${says}`),
  });
});

test('TypeScript runs where Node runs it, and is refused with the version that does elsewhere', async () => {
  const path = fileWith('line.ts', line.replace('place = (index)', 'place = (index: number)'));
  if ('typescript' in process.features) expect((await moduleAt(path)).goal.metric).toBe('closeness');
  else
    await expect(moduleAt(path)).rejects.toMatchObject({
      reason: 'usage',
      message: expect.stringContaining('Node 22.18 or newer'),
    });
});
