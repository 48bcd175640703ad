import { appendFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
import { exitCodes } from '../../api/trainer-contract/exit-codes.ts';
import { parseConfiguration } from './configuration.ts';
import { bothConsoles, consoleOf, type Console } from './console/console.ts';
import { writeProgress } from './metrics/progress.ts';
import { supervise } from './supervise.ts';
import { startTrainingThread } from './training/start-thread.ts';

/**
 * What TensorFlow's library reads from the process's environment when it loads; whoever starts the trainer may set them.
 * A thread's `process.env` is a copy that the library never sees, so the main thread sets them.
 */
const tensorflowDefaults = {
  /** Warnings and errors only. */
  TF_CPP_MIN_LOG_LEVEL: '1',
  /** Faster kernels, which TensorFlow takes by itself on newer processors only. */
  TF_ENABLE_ONEDNN_OPTS: '1',
  /** Takes the GPU's memory as it is needed, not all at once. */
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};

/** The main thread: configuration, signals, and all input and output. */
async function main(): Promise<number> {
  const err = (text: string) => void process.stderr.write(text);
  const parsed = parseConfiguration(process.env, process.stdout.isTTY);
  if (!parsed.isValid) {
    for (const problem of parsed.problems) err(`${problem}\n`);
    return exitCodes.configuration;
  }
  const { configuration } = parsed;
  Object.assign(process.env, { ...tensorflowDefaults, ...process.env });
  const stop = new AbortController();
  // Once: a second signal finds no handler and ends the process at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const now = () => new Date();
  const out = (text: string) => void process.stdout.write(text);
  const { progress } = configuration;
  const shown = consoleOf(configuration.log, { out, err, now, folder: process.cwd() });
  const { logFile } = configuration;
  const reason = await supervise(configuration, {
    console: logFile === undefined ? shown : bothConsoles(shown, logTo(logFile, now)),
    now,
    stop: stop.signal,
    startThread: (assignment) => startTrainingThread(new URL(import.meta.url), assignment),
    writeProgress: async (document) => progress && writeProgress(progress, document, process.env),
  });
  return exitCodes[reason];
}

/** Plain lines into a file. Whoever only keeps a log must not end the training: what cannot be written is left out. */
function logTo(file: string, now: () => Date): Console {
  const write = (text: string) => {
    try {
      appendFileSync(file, text);
    } catch {
      // The disk may be full, which the checkpoints say better.
    }
  };
  return consoleOf('lines', { out: write, err: write, now, folder: process.cwd() });
}

/** Whether a thread was started to read. */
function isReading(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'reads' in data;
}

/** A thread of this program: the one that trains, which alone loads TensorFlow, or one that reads for it. */
async function beThread(): Promise<void> {
  if (isReading(workerData)) {
    const { readInThread } = await import('./data/records/reading-thread.ts');
    readInThread();
    return;
  }
  const { trainInThread } = await import('./training/thread.ts');
  await trainInThread(new URL(import.meta.url));
}

if (isMainThread) process.exitCode = await main();
else await beThread();
