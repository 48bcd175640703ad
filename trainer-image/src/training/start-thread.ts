import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Assignment, Command, Message } from '../protocol.ts';

/** The training thread as the main thread sees it. */
export interface TrainingThread {
  /** The thread's messages in order; ends with the thread, throws what the thread threw. */
  readonly messages: AsyncIterator<Message, undefined>;
  tell(command: Command): void;
  /** Ends the thread where it stands. */
  end(): Promise<void>;
}

/** Starts this program again as a thread that trains. */
export function startTrainingThread(program: URL, assignment: Assignment): TrainingThread {
  const worker = new Worker(program, { workerData: assignment });
  return {
    messages: messagesOf(worker),
    tell: (command) => worker.postMessage(command),
    async end() {
      await worker.terminate();
    },
  };
}

async function* messagesOf(worker: Worker): AsyncGenerator<Message, undefined> {
  for await (const [message] of on(worker, 'message', { close: ['exit'] })) yield message as Message;
  return undefined;
}
