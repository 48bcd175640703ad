import { parentPort, Worker, workerData } from 'node:worker_threads';
import { TrainerError } from '../../trainer-error.ts';
import type { Columns } from './fields.ts';
import type { RecordThread } from './feed.ts';
import { openSource, type RecordSource } from './source.ts';

/** What a thread is started with, so that it reads and does not train. */
export interface ReadingAssignment {
  readonly reads: RecordSource;
}

/** The answer to one request, in the order of the requests. */
type Answer = { readonly columns: Columns } | { readonly problem: string };

/** Starts this program again as a thread that reads and decodes records. */
export function startReadingThread(program: URL, source: RecordSource): RecordThread {
  const worker = new Worker(program, { workerData: { reads: source } satisfies ReadingAssignment });
  const waiting: { resolve: (columns: Columns) => void; reject: (error: Error) => void }[] = [];
  const failAll = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('message', (answer: Answer) => {
    const request = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ('columns' in answer) request?.resolve(answer.columns);
    else request?.reject(new TrainerError('dataError', `cannot read a batch: ${answer.problem}`));
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('the thread that reads records ended')));
  // A thread that only waits keeps nobody alive.
  worker.unref();
  return {
    read: (indices) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.ref();
        worker.postMessage(indices);
      }),
    close: () => void worker.terminate(),
  };
}

/** The thread's own side: answers until it is ended. */
export function readInThread(): void {
  const port = parentPort;
  if (port === null) throw new Error('cannot read: this thread was started by none');
  const reader = openSource((workerData as ReadingAssignment).reads);
  port.on('message', (indices: Uint32Array) => {
    let answer: Answer;
    try {
      answer = { columns: reader.read(indices) };
    } catch (caught) {
      answer = { problem: caught instanceof Error ? caught.message : String(caught) };
    }
    port.postMessage(answer, 'columns' in answer ? buffersOf(answer.columns) : []);
  });
}

/** What is handed over rather than copied. */
function buffersOf(columns: Columns): ArrayBuffer[] {
  return Object.values(columns).flatMap((values) =>
    ArrayBuffer.isView(values) && values.buffer instanceof ArrayBuffer ? [values.buffer] : [],
  );
}
