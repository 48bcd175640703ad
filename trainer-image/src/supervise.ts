import { once } from 'node:events';
import { join } from 'node:path';
import { openCheckpoints, type Checkpoints } from './checkpoint/checkpoints.ts';
import { maxStopsWithoutStep, rememberStop } from './checkpoint/stops.ts';
import type { Configuration } from './configuration.ts';
import type { Console } from './console/console.ts';
import { removeFetched } from './data/fetched-inputs.ts';
import { createEventFile } from './metrics/event-file.ts';
import { gauges, type Gauges } from './metrics/gauges.ts';
import { serveMetrics } from './metrics/http-server.ts';
import { progressReporter, type ProgressReporter } from './metrics/progress.ts';
import type { Assignment, Message, Plan } from './protocol.ts';
import { TrainingRecord } from './record.ts';
import type { TrainingThread } from './training/start-thread.ts';
import { TrainerError, type ExitReason } from './trainer-error.ts';
import type { TrainingState } from './training/state.ts';

/** What the main thread needs of the outside. */
export interface Surroundings {
  readonly console: Console;
  readonly now: () => Date;
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal;
  readonly startThread: (assignment: Assignment) => TrainingThread;
  /** Writes a progress document to where the configuration says; called only where it says so. */
  readonly writeProgress: (document: string) => Promise<void>;
}

/** What the steps of a supervision share. */
interface Supervision extends Surroundings {
  readonly configuration: Configuration;
  readonly thread: TrainingThread;
  readonly progress: ProgressReporter;
  readonly gauges: Gauges;
  /** Folder of the checkpoints. */
  readonly folder: string;
}

/**
 * The main thread's work from start to end: all but the computing. Returns why the process ends, after it said so on the
 * console and in the run's progress; never throws.
 */
export async function supervise(configuration: Configuration, surroundings: Surroundings): Promise<ExitReason> {
  const { console, now, writeProgress } = surroundings;
  const write = configuration.progress ? writeProgress : () => Promise.resolve();
  const progress = progressReporter({ now, write, warn: (sentence) => console.warned(sentence) });
  progress.report({ phase: 'Starting', step: 0, totalSteps: 0 });
  const shown = gauges(configuration.run);
  const { subject, inputs, hyperparameters, backend, isAcceleratorRequired, execution } = configuration;
  const thread = surroundings.startThread({
    subject,
    inputs,
    hyperparameters,
    backend,
    isAcceleratorRequired,
    execution,
  });
  let server: { close(): Promise<void> } | undefined;
  try {
    if (configuration.metricsPort !== undefined) server = await serveMetrics(configuration.metricsPort, shown.registry);
    const folder = join(configuration.artifacts, 'checkpoints');
    return await train({ ...surroundings, configuration, thread, progress, gauges: shown, folder });
  } catch (caught) {
    const { reason, message } = TrainerError.from(caught);
    console.failed({ reason, message });
    progress.failed(message);
    return reason;
  } finally {
    await progress.settled();
    await server?.close();
    await thread.end();
    await removeFetched();
  }
}

async function train(supervision: Supervision): Promise<ExitReason> {
  const { configuration, console, thread, stop } = supervision;
  const plan = await Promise.race([planOf(thread), aborted(stop)]);
  if (plan === undefined) {
    // Before a checkpoint is looked for, data is fetched and checked, which may take minutes.
    console.stopped({ step: 0, path: undefined });
    return stopped(supervision, undefined);
  }
  console.started(plan);
  for (const sentence of plan.skipped) console.warned(sentence);
  const { recipe, hyperparameters, dataDigest } = plan;
  const identity = { recipe, hyperparameters, dataDigest };
  const checkpoints = await openCheckpoints(supervision.folder, identity, configuration.checkpoints.keep);
  const found = await checkpoints.newest();
  for (const sentence of found.skipped) console.warned(sentence);
  const from = found.state?.position.step ?? 0;
  if (found.path !== undefined) console.resumed({ step: from, totalSteps: plan.totalSteps, path: found.path });
  if (stop.aborted) {
    console.stopped({ step: from, path: found.path });
    return stopped(supervision, from);
  }
  return follow(supervision, { plan, checkpoints, from: found.state });
}

/** Settles once a signal is aborted. */
async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** What the thread will train; throws the thread's own reason where it cannot. */
async function planOf({ messages }: TrainingThread): Promise<Plan> {
  const message = await nextOf(messages);
  if (message.kind === 'failed') throw new TrainerError(message.reason, message.message);
  if (message.kind !== 'prepared') throw new Error(`the training thread says ${message.kind} before it is prepared`);
  return message.plan;
}

/** Lets the thread train, and writes down what it says until its last message. */
async function follow(
  supervision: Supervision,
  { plan, checkpoints, from }: { plan: Plan; checkpoints: Checkpoints; from: TrainingState | undefined },
): Promise<ExitReason> {
  const { configuration, thread, now, stop } = supervision;
  const step = from?.position.step ?? 0;
  const events = await createEventFile(join(configuration.artifacts, 'events'), step, now().getTime() / 1000);
  const outputs = { ...supervision, events, checkpoints, artifacts: configuration.artifacts };
  const record = new TrainingRecord(plan, outputs, step);
  const save = setInterval(() => thread.tell({ kind: 'save' }), configuration.checkpoints.intervalSeconds * 1000);
  const askToStop = () => thread.tell({ kind: 'stop' });
  stop.addEventListener('abort', askToStop);
  try {
    thread.tell({ kind: 'begin', from });
    if (stop.aborted) askToStop();
    for (;;) {
      const message = await nextOf(thread.messages);
      if (message.kind === 'finished') {
        await record.finished(message);
        return 'succeeded';
      }
      if (message.kind === 'stopped') {
        await record.stopped(message);
        return await stopped(supervision, message.state.position.step);
      }
      await written(record, message);
    }
  } finally {
    clearInterval(save);
    stop.removeEventListener('abort', askToStop);
    await events.close();
  }
}

/** Writes down a message after which training goes on. */
async function written(
  record: TrainingRecord,
  message: Exclude<Message, { kind: 'finished' | 'stopped' }>,
): Promise<void> {
  switch (message.kind) {
    case 'step':
      return record.stepped(message);
    case 'epoch':
      return record.epochDone(message);
    case 'execution':
      return record.executed(message);
    case 'saved':
      return void (await record.saved(message));
    case 'failed':
      throw new TrainerError(message.reason, message.message);
    case 'prepared':
      throw new Error('the training thread prepares twice');
  }
}

/** The end after a stop: started again, the run goes on, unless stopping is all that it ever does. */
async function stopped({ folder }: Supervision, step: number | undefined): Promise<ExitReason> {
  const stops = await rememberStop(folder, step);
  if (stops < maxStopsWithoutStep) return 'resume';
  throw new TrainerError(
    'attemptsExhausted',
    `cannot go on: stopped ${stops} times in a row${step === undefined ? '' : ` at step ${step}`}, without a step made`,
  );
}

async function nextOf(messages: AsyncIterator<Message, undefined>): Promise<Message> {
  const next = await messages.next();
  if (next.done === true) throw new Error('the training thread ended without a last word');
  return next.value;
}
