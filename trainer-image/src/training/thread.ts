import { once } from 'node:events';
import { basename } from 'node:path';
import { types } from 'node:util';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { chooseBackend, starters } from '../backends/choose.ts';
import { isNative } from '../backends/native-backend.ts';
import type { Subject } from '../configuration.ts';
import { fetchedInputs } from '../data/fetched-inputs.ts';
import { startReadingThread } from '../data/records/reading-thread.ts';
import { modelFiles } from '../export/layers-model.ts';
import { savedModelOf } from '../export/saved-model.ts';
import type { Assignment, Command, Message } from '../protocol.ts';
import { moduleAt } from '../recipes/module.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { recipeNamed } from '../recipes/table.ts';
import { TrainerError } from '../trainer-error.ts';
import { stepsOf, train, type Outcome, type Request } from './loop.ts';

/**
 * The training thread, from its start to its last message. It owns TensorFlow and touches no file of the run's.
 * @param program what a further thread is started from
 */
export async function trainInThread(program: URL): Promise<void> {
  if (parentPort === null) throw new Error('cannot train: this thread was started by none');
  const port = parentPort;
  const post = (message: Message) => port.postMessage(message);
  try {
    post(await lastMessage(workerData as Assignment, port, { post, program }));
  } catch (caught) {
    const { reason, message } = TrainerError.from(caught);
    post({ kind: 'failed', reason, message });
  } finally {
    port.close();
  }
}

async function lastMessage(
  { subject, inputs, hyperparameters, execution, ...wish }: Assignment,
  port: MessagePort,
  { post, program }: { readonly post: (message: Message) => void; readonly program: URL },
): Promise<Message> {
  // Quietens the library's advertisements and leaves out its checks of what its own kernels return.
  enableProdMode();
  const { name, recipe } = await subjectOf(subject);
  const fetched = await fetchedInputs(inputs);
  const experiment = recipe.experiment(hyperparameters, fetched);
  const chosen = await chooseBackend(wish, starters);
  const { examples, testExamples, dataDigest, schedule } = experiment;
  const facts = {
    recipe: name,
    hyperparameters: experiment.hyperparameters,
    dataDigest,
    goal: recipe.goal,
    examples,
    testExamples,
    skipped: experiment.records?.skipped ?? [],
  };
  const { epochs, batchSize } = schedule;
  post({ kind: 'prepared', plan: { ...facts, epochs, batchSize, totalSteps: stepsOf(experiment).total, ...chosen } });
  const commands = inbox(port);
  const first = await commands.first();
  if (first.kind !== 'begin') throw new Error(`cannot train: told to ${first.kind} before the start`);
  const outcome = await train(
    experiment,
    { poll: commands.poll, emit: post },
    {
      from: first.from,
      execution: execution === 'auto' && isNative() ? 'traced' : 'eager',
      startReading: (source) => startReadingThread(program, source),
    },
  );
  return ending(outcome);
}

async function subjectOf(subject: Subject): Promise<{ readonly name: string; readonly recipe: Recipe }> {
  switch (subject.kind) {
    case 'recipe':
      return { name: subject.name, recipe: recipeNamed(subject.name) };
    case 'module':
      return { name: basename(subject.path), recipe: await moduleAt(subject.path) };
  }
}

/** Commands in their order: the first is waited for, the others are looked for between two steps without waiting. */
function inbox(port: MessagePort) {
  const received: Command[] = [];
  // A listener for good: while none listens, messages that arrive are lost whenever the event loop turns.
  port.on('message', (command: Command) => received.push(command));
  return {
    async first(): Promise<Command> {
      const [command] = (await once(port, 'message')) as [Command];
      received.shift();
      return command;
    },
    poll: (): Request | undefined => {
      const waiting = receiveMessageOnPort(port);
      if (waiting !== undefined) received.push(waiting.message as Command);
      const command = received.shift();
      return command === undefined || command.kind === 'begin' ? undefined : command.kind;
    },
  };
}

async function ending(outcome: Outcome): Promise<Message> {
  if (outcome.kind === 'stopped') return outcome;
  const { state, metrics, learner } = outcome;
  const { model } = learner;
  return { kind: 'finished', state, metrics, model: await modelFiles(model), savedModel: savedModelOrWhyNot(model) };
}

function savedModelOrWhyNot(model: LayersModel): Uint8Array | string {
  try {
    return savedModelOf(model);
  } catch (caught) {
    return types.isNativeError(caught) ? caught.message : String(caught);
  }
}
