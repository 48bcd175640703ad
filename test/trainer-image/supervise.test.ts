import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openCheckpoints } from '../../trainer-image/src/checkpoint/checkpoints.ts';
import { parseConfiguration } from '../../trainer-image/src/configuration.ts';
import { consoleOf } from '../../trainer-image/src/console/console.ts';
import type { Command, Message } from '../../trainer-image/src/protocol.ts';
import { supervise } from '../../trainer-image/src/supervise.ts';
import { stateAt } from './checkpoint/states.ts';
import { smallestRun } from './environment.ts';
import { plan } from './plan.ts';
import { temporaryFolders } from './temporary-folder.ts';

const temporaryFolder = temporaryFolders();

/** A training thread that answers each command with messages, in place of TensorFlow. */
interface Script {
  readonly first: readonly Message[];
  readonly answers?: Partial<Record<Command['kind'], readonly Message[]>>;
}

const exported = { model: { topology: '{}', weights: Uint8Array.of(1) }, savedModel: Uint8Array.of(2) };
const step = (number: number): Message => ({ kind: 'step', step: number, loss: 0.5, learningRate: 0.1 });

/** Runs the main thread's work with such a thread; gives back all that it said, wrote and told. */
async function supervised(script: Script, options: { artifacts?: string; stop?: AbortController } = {}) {
  const artifacts = options.artifacts ?? temporaryFolder();
  const parsed = parseConfiguration({ ...smallestRun, CROSSTRAIN_ARTIFACTS: artifacts }, false);
  if (!parsed.isValid) throw new Error(parsed.problems.join());
  const text: string[] = [];
  const reports: string[] = [];
  const told: Command[] = [];
  const out = (part: string) => void text.push(part);
  const now = () => new Date(0);
  const waiting = [...script.first];
  const messages: AsyncIterator<Message> = {
    next: () => {
      const value = waiting.shift();
      return Promise.resolve(value === undefined ? { done: true, value: undefined } : { done: false, value });
    },
  };
  const reason = await supervise(
    { ...parsed.configuration, progress: { kind: 'file', path: '/unused' } },
    {
      console: consoleOf('lines', { out, err: out, now, folder: artifacts }),
      now,
      stop: (options.stop ?? new AbortController()).signal,
      startThread: () => ({
        messages,
        tell: (command) => {
          told.push(command);
          waiting.push(...(script.answers?.[command.kind] ?? []));
        },
        end: () => Promise.resolve(),
      }),
      writeProgress: (document) => {
        reports.push(document);
        return Promise.resolve();
      },
    },
  );
  const phases = reports.map((report) => (JSON.parse(report) as { phase: string }).phase);
  return { reason, text: text.join(''), phases, told, artifacts, last: JSON.parse(reports.at(-1)!) as object };
}

const prepared: Message = { kind: 'prepared', plan };

test('a training that ends leaves a checkpoint, events and a model, and says so', async () => {
  const finished: Message = { kind: 'finished', state: stateAt(440), metrics: { accuracy: 0.98 }, ...exported };
  const epoch: Message = { kind: 'epoch', epoch: 10, step: 440, loss: 0.4, metrics: { accuracy: 0.98 } };
  const run = await supervised({ first: [prepared], answers: { begin: [step(440), epoch, finished] } });
  expect(run.reason).toBe('succeeded');
  expect(run.phases).toEqual(['Starting', 'Training', 'Evaluating', 'Succeeded']);
  expect(run.last).toEqual({
    phase: 'Succeeded',
    step: 440,
    totalSteps: 440,
    loss: 0.5,
    examplesPerSecond: 0,
    checkpointStep: 440,
    backend: 'wasm',
    metrics: { accuracy: 0.98 },
    updatedAt: '1970-01-01T00:00:00.000Z',
  });
  expect(readdirSync(run.artifacts).sort()).toEqual(['checkpoints', 'events', 'model', 'saved-model']);
  expect([...readFileSync(join(run.artifacts, 'saved-model', '1', 'saved_model.pb'))]).toEqual([2]);
  expect(run.told).toEqual([{ kind: 'begin', from: undefined }]);
  const manifest = readFileSync(join(run.artifacts, 'checkpoints', '440', 'manifest.json'), 'utf8');
  const { identity } = JSON.parse(manifest) as { identity: object };
  expect(identity).toEqual({ recipe: plan.recipe, hyperparameters: plan.hyperparameters, dataDigest: plan.dataDigest });
});

test('a model without a counterpart in TensorFlow is a warning, and the training a success', async () => {
  const why = 'kernel Multinomial has no counterpart in a SavedModel yet';
  const state = stateAt(440);
  const finished: Message = { kind: 'finished', state, metrics: {}, ...exported, savedModel: why };
  const run = await supervised({ first: [prepared], answers: { begin: [finished] } });
  expect(run.reason).toBe('succeeded');
  expect(run.text).toContain(`  warning: cannot export a SavedModel: ${why}\n`);
  expect(readdirSync(run.artifacts).sort()).toEqual(['checkpoints', 'events', 'model']);
});

test('a thread that fails ends the process with its reason', async () => {
  const failed: Message = { kind: 'failed', reason: 'dataError', message: 'cannot go on: the loss is NaN' };
  const run = await supervised({ first: [prepared], answers: { begin: [step(5), failed] } });
  expect(run.reason).toBe('dataError');
  expect(run.text).toContain('cannot go on: the loss is NaN\n');
  expect(run.last).toMatchObject({ phase: 'Failed', step: 5, message: 'cannot go on: the loss is NaN' });
});

test('a thread that fails before it is prepared touches no file', async () => {
  const message = 'cannot train on an accelerator, and one is required: native TensorFlow not built';
  const run = await supervised({ first: [{ kind: 'failed', reason: 'acceleratorUnavailable', message }] });
  expect(run.reason).toBe('acceleratorUnavailable');
  expect(run.phases).toEqual(['Starting', 'Failed']);
  expect(readdirSync(run.artifacts)).toEqual([]);
});

test('a thread that ends without a last word is a defect', async () => {
  const run = await supervised({ first: [prepared], answers: { begin: [step(1)] } });
  expect(run.reason).toBe('software');
  expect(run.text).toContain('the training thread ended without a last word');
});

test('asked to stop, it saves what the thread hands over and asks to be started again', async () => {
  const stop = new AbortController();
  const begin = {
    get kind() {
      stop.abort();
      return 'step' as const;
    },
    step: 7,
    loss: 0.5,
    learningRate: 0.1,
  };
  const run = await supervised(
    { first: [prepared], answers: { begin: [begin], stop: [{ kind: 'stopped', state: stateAt(7) }] } },
    { stop },
  );
  expect(run.reason).toBe('resume');
  expect(run.told.map(({ kind }) => kind)).toEqual(['begin', 'stop']);
  expect(existsSync(join(run.artifacts, 'checkpoints', '7', 'manifest.json'))).toBe(true);
  expect(run.text).toContain('  stopped at step 7; goes on from checkpoints/7\n');
});

test('asked to stop before it began, it trains nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  const run = await supervised({ first: [prepared] }, { stop });
  expect(run.reason).toBe('resume');
  expect(run.told).toEqual([]);
  expect(run.text).toContain('  stopped before the first step\n');
});

test('stopped three times without a step between, it gives up', async () => {
  const stop = new AbortController();
  stop.abort();
  const artifacts = temporaryFolder();
  const reasons: string[] = [];
  for (let i = 0; i < 3; i++) reasons.push((await supervised({ first: [prepared] }, { artifacts, stop })).reason);
  expect(reasons).toEqual(['resume', 'resume', 'attemptsExhausted']);
});

test('asked to stop while the thread still fetches data, it does not wait for it', async () => {
  const stop = new AbortController();
  stop.abort();
  const artifacts = temporaryFolder();
  const reasons: string[] = [];
  for (let i = 0; i < 3; i++) reasons.push((await supervised({ first: [] }, { artifacts, stop })).reason);
  expect(reasons).toEqual(['resume', 'resume', 'attemptsExhausted']);
});

test('a checkpoint that is there is handed to the thread, and damaged ones are warned of', async () => {
  const artifacts = temporaryFolder();
  const checkpoints = await openCheckpoints(join(artifacts, 'checkpoints'), plan, 3);
  await checkpoints.save(stateAt(44));
  const finished: Message = { kind: 'finished', state: stateAt(440), metrics: { accuracy: 0.98 }, ...exported };
  const run = await supervised({ first: [prepared], answers: { begin: [finished] } }, { artifacts });
  expect(run.told).toEqual([{ kind: 'begin', from: stateAt(44) }]);
  expect(run.text).toContain('  resumes at step 44 of 440 from checkpoints/44\n');
});
