// Takes training steps for some seconds and prints {"steps", "wallMs", "cpuMs"} of one step: steps.mjs BACKEND EXECUTION MODEL SECONDS
import { enableProdMode } from '@tensorflow/tfjs-core';
import { starters } from '../../../trainer-image/src/backends/choose.ts';
import type { Experiment } from '../../../trainer-image/src/recipes/recipe.ts';
import { randomAt } from '../../../trainer-image/src/data/random.ts';
import { checkedSteps } from '../../../trainer-image/src/trace/checked-steps.ts';
import { eagerSteps } from '../../../trainer-image/src/training/eager-steps.ts';
import { learnerOf } from '../../../trainer-image/src/training/learner.ts';
import { models } from './models.ts';

const [backend, execution, name, seconds] = process.argv.slice(2) as [
  'native' | 'wasm' | 'cpu',
  string,
  string,
  string,
];
enableProdMode();
const start = await starters[backend]();
if (!start.isReady) throw new Error(`cannot measure: ${start.reason}`);
const { experiment, batch: makeBatch } = models[name]!();
const learner = learnerOf(experiment as Experiment);
const eager = await eagerSteps(learner);
const steps =
  execution === 'eager'
    ? eager
    : checkedSteps(learner, eager, (decided) => {
        if (decided.mode === 'eager') throw new Error(`cannot measure traced steps: ${decided.why}`);
      });
const batch = makeBatch();
const options = { learningRate: 0.001, noise: () => randomAt(1, 'noise') };
const isSlow = backend === 'cpu';
for (let i = 0; i < (isSlow ? 1 : 20); i++) await steps.take(batch, options);
const cpu = process.cpuUsage();
const from = performance.now();
let count = 0;
while (performance.now() - from < Number(seconds) * 1000) {
  await steps.take(batch, options);
  count++;
}
const wallMs = (performance.now() - from) / count;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ steps: count, wallMs, cpuMs: (user + system) / 1000 / count })}\n`);
