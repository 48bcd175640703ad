import type { Columns } from './fields.ts';
import { openSource, type RecordSource } from './source.ts';

/** Reads records for steps to come, away from whoever computes. */
export interface RecordThread {
  read(indices: Uint32Array): Promise<Columns>;
  close(): void;
}

/** Starts reading a source. */
export type StartReading = (source: RecordSource) => RecordThread;

/** Reads where it is called, for tests and for whoever has no thread to spare. */
export const readHere: StartReading = (source) => {
  const reader = openSource(source);
  return { read: async (indices) => reader.read(indices), close: () => reader.close() };
};

/** Batches in the order of the steps, each asked for before it is needed. */
export interface Feed {
  /** The values of a step's records; a step is asked for once, and steps come in their order. */
  at(step: number): Promise<Columns>;
  close(): void;
}

/** How many batches are read ahead: one that waits, and one that is being read. */
const ahead = 2;

/** Feeds steps; `indicesOf` says which records a step takes, or nothing behind the last step. */
export function feedOf(thread: RecordThread, indicesOf: (step: number) => Uint32Array | undefined): Feed {
  const asked = new Map<number, Promise<Columns>>();
  const ask = (step: number) => {
    const indices = asked.has(step) ? undefined : indicesOf(step);
    if (indices === undefined) return;
    const columns = thread.read(indices);
    // It is looked at when its step comes; until then nobody handles its failure.
    columns.catch(() => undefined);
    asked.set(step, columns);
  };
  return {
    async at(step) {
      for (let next = step; next <= step + ahead; next++) ask(next);
      const columns = asked.get(step);
      asked.delete(step);
      if (columns === undefined) throw new Error(`cannot feed step ${step}: it is behind the last one`);
      return columns;
    },
    close: () => thread.close(),
  };
}
