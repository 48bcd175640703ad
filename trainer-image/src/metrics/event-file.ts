import { hostname } from 'node:os';
import { join } from 'node:path';
import { open, type FileHandle } from 'node:fs/promises';
import { makeFolder } from '../checkpoint/publish.ts';
import { framedRecord } from '../data/framed-record.ts';
import { bytes, double, float, integer, message, text } from '../protobuf.ts';
import { writeError } from '../trainer-error.ts';

/** Numbers at one step, by tag: `train/loss`. */
export type Scalars = Readonly<Record<string, number>>;

/** A TensorBoard event file that grows. Point `tensorboard --logdir` at its folder. */
export interface EventFile {
  readonly path: string;
  /** Remembers numbers; they are written by `flush`. */
  add(scalars: Scalars, step: number, seconds: number): void;
  /** Writes what was added. Throws a TrainerError where the disk refuses it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a new event file in a folder. TensorBoard joins all files of a folder by step.
 * @param from the step that training goes on from; TensorBoard then forgets what older files say of the steps after it
 * @param seconds the time, since 1970
 */
export async function createEventFile(folder: string, from: number, seconds: number): Promise<EventFile> {
  const path = join(folder, `events.out.tfevents.${Math.floor(seconds)}.${hostname()}.${process.pid}`);
  const file = await makeFolder(folder)
    .then(() => open(path, 'a'))
    .catch((caught: unknown) => {
      throw writeError(`events to ${folder}`, caught);
    });
  let pending: Uint8Array[] = [framedRecord(versionEvent(seconds)), framedRecord(startEvent(from + 1, seconds))];
  const flush = async () => {
    const content = Buffer.concat(pending);
    pending = [];
    await append(file, path, content);
  };
  return {
    path,
    add: (scalars, step, at) => void pending.push(framedRecord(scalarEvent(scalars, step, at))),
    flush,
    async close() {
      await flush();
      await file.close();
    },
  };
}

async function append(file: FileHandle, path: string, content: Uint8Array): Promise<void> {
  try {
    await file.appendFile(content);
  } catch (caught) {
    throw writeError(`events to ${path}`, caught);
  }
}

// The messages are those of tensorflow/core/util/event.proto and framework/summary.proto; numbers are their field numbers.

function versionEvent(seconds: number): Uint8Array {
  return message(double(1, seconds), text(3, 'brain.Event:2'));
}

/** `SessionLog.START`: what other files of the folder say of this step and later ones counts no more. */
function startEvent(step: number, seconds: number): Uint8Array {
  return message(double(1, seconds), integer(2, step), bytes(7, integer(1, 1)));
}

function scalarEvent(scalars: Scalars, step: number, seconds: number): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) => bytes(1, message(text(1, tag), float(2, value))));
  return message(double(1, seconds), integer(2, step), bytes(5, message(...values)));
}
