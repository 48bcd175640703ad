// Watches the main thread of any Node program from within, and says at its end how late its event loop was and what it held:
// NODE_OPTIONS=--import=$PWD/test/bench/trainer/watch.mjs npx crosstrain run …
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const resolution = 5;

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const megabytes = [];
  setInterval(() => megabytes.push(Math.round(process.memoryUsage().rss / 1e6)), 1000).unref();
  process.on('exit', () => {
    const late = (percentile) => Math.max(0, delay.percentile(percentile) / 1e6 - resolution).toFixed(1);
    const some = megabytes.filter((_, i) => i % Math.ceil(megabytes.length / 12) === 0);
    console.error(`event loop late by ms: p50 ${late(50)}, p99 ${late(99)}; resident MB over time: ${some.join(' ')}`);
  });
}
